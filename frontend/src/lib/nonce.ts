const PLACEHOLDER = '__CSP_NONCE__';

/** The nonce the server wrote into the page; empty where no server did (development). */
export function pageNonce(): string {
  const value = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  return value === PLACEHOLDER ? '' : value;
}
