const TEXT_LENGTH_MAX = 512;
const URL_CREDENTIALS = /(:\/\/)[^/@\s]*@/g;
const URL_QUERY = /(:\/\/[^\s?]*)\?\S*/g;

/** `text` cut to a bounded length, and URLs in it without user, password and query. */
export function withoutSecrets(text: string, lengthMax: number = TEXT_LENGTH_MAX): string {
  const bounded = text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
  if (!bounded.includes("://")) return bounded;
  return bounded.replace(URL_CREDENTIALS, "$1").replace(URL_QUERY, "$1");
}
