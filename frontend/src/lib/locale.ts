/** Some embedded browsers report the locale «C», which Intl and the charts refuse. */
export function normaliseLocale(): void {
  try {
    new Intl.NumberFormat(navigator.language);
  } catch {
    Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
  }
}
