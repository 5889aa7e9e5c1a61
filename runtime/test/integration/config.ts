/** URL of a Postgres where databases may be made, from the environment. */
export function testPostgresUrl(): string {
  return required("CELLWIRE_TEST_POSTGRES_URL");
}

/** URL of a Redis that tests may empty, from the environment. */
export function testRedisUrl(): string {
  return required("CELLWIRE_TEST_REDIS_URL");
}

function required(variable: string): string {
  const value = process.env[variable];
  if (value === undefined || value === "") {
    throw new Error(`${variable} is not set: run the integration tests with ./cellwire test integration`);
  }
  return value;
}
