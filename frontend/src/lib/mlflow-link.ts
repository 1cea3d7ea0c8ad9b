/** MLflow's client prints `<server>/#/experiments/1/runs/<id>`; that link opens our run page. */
export function mlflowLinkTarget(hash: string): string | null {
  const match = /^#?\/experiments\/[^/]+\/runs\/([0-9A-Za-z_-]+)/.exec(hash);
  return match?.[1] ?? null;
}
