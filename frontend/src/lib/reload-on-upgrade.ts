const MARK = 'naiad-reloaded-at';
const NOT_AGAIN_MS = 30_000;

/** A tab that was open while the portal was upgraded asks for files that are gone: it loads anew. */
export function reloadOnUpgrade(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(MARK) ?? 0);
    if (Date.now() - last < NOT_AGAIN_MS) return;
    sessionStorage.setItem(MARK, String(Date.now()));
    event.preventDefault();
    window.location.reload();
  });
}
