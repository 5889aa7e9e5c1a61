/** The registry's migrations, for `migrate` and for tests. */
export const MIGRATIONS = new URL("migrations/", import.meta.url);
