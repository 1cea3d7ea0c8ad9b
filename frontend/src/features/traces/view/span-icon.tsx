import {
  type Icon,
  IconBrain,
  IconCircleDot,
  IconClipboardCheck,
  IconDatabaseSearch,
  IconDna2,
  IconLink,
  IconListSearch,
  IconMessageChatbot,
  IconNotebook,
  IconParkingCircle,
  IconRobot,
  IconShieldCheck,
  IconSitemap,
  IconTool,
  IconVector,
} from '@tabler/icons-react';

const ICONS: Record<string, Icon> = {
  LLM: IconBrain,
  CHAT_MODEL: IconMessageChatbot,
  CHAIN: IconLink,
  AGENT: IconRobot,
  TOOL: IconTool,
  RETRIEVER: IconDatabaseSearch,
  EMBEDDING: IconVector,
  RERANKER: IconListSearch,
  PARSER: IconDna2,
  MEMORY: IconNotebook,
  WORKFLOW: IconSitemap,
  TASK: IconParkingCircle,
  GUARDRAIL: IconShieldCheck,
  EVALUATOR: IconClipboardCheck,
};

/** The type of a span at a glance; its word is the title. */
export function SpanIcon({ type }: { type: string }) {
  const Glyph = ICONS[type] ?? IconCircleDot;
  return <Glyph size={15} stroke={1.7} aria-hidden="true" />;
}
