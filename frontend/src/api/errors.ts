/** What the server says when it says no: application/problem+json. */
export interface Problem {
  title: string;
  status: number;
  code: string;
  detail: string;
  fix: string;
  errors: Record<string, string[]>;
  /** Where in a search its mistake is. */
  position?: number;
}

/** A refused or failed request, with words a person can act on. */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.name = 'ApiError';
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

const text = (value: unknown, otherwise: string): string =>
  typeof value === 'string' && value !== '' ? value : otherwise;

function fieldErrors(value: unknown): Record<string, string[]> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).map(([field, messages]) => [
      field,
      (Array.isArray(messages) ? messages : [messages]).map(String),
    ]),
  );
}

const WORDS: Record<number, string> = {
  401: 'You are signed out.',
  403: 'Your role does not allow this.',
  404: 'There is nothing here that you may see.',
  413: 'This is larger than the server accepts.',
  429: 'Too many requests in a short time.',
  502: 'The server is not answering.',
  503: 'The server is busy or starting.',
};

/** The problem a response carries, whatever its body looks like. */
export function problemOf(body: unknown, status: number): Problem {
  const raw = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const title = text(raw.title, WORDS[status] ?? `The server answered ${status}.`);
  return {
    title,
    status,
    code: text(raw.code, `http_${status}`),
    detail: text(raw.detail, title),
    fix: text(raw.fix, ''),
    errors: fieldErrors(raw.errors),
    ...(typeof raw.position === 'number' ? { position: raw.position } : {}),
  };
}

/** Turns anything thrown into words: a title, and what to do about it. */
export function explain(error: unknown): { title: string; fix: string; status: number } {
  if (error instanceof ApiError) {
    return { title: error.message, fix: error.problem.fix, status: error.status };
  }
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return {
      title: 'The server cannot be reached.',
      fix: 'Check your connection; this page tries again by itself when you are back.',
      status: 0,
    };
  }
  return {
    title: error instanceof Error ? error.message : 'Something went wrong in this page.',
    fix: 'Reload the page. If it stays, tell your administrator what you did last.',
    status: 0,
  };
}

/** Messages for one form field, or nothing. */
export function fieldError(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.problem.errors[field]?.join(' ');
}
