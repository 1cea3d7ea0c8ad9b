export type MlflowLink = { runId: string } | { experimentId: number };

/** MLflow's client prints `<server>/#/experiments/1/runs/<id>`; such links open our own pages. */
export function mlflowLink(hash: string): MlflowLink | null {
  const run = /^#?\/experiments\/[^/]+\/runs\/([0-9A-Za-z_-]+)/.exec(hash);
  if (run?.[1]) return { runId: run[1] };
  const experiment = /^#?\/experiments\/(\d+)/.exec(hash);
  return experiment?.[1] ? { experimentId: Number(experiment[1]) } : null;
}
