/** An operation takes unparsed input and answers what the API model says: times in seconds, absent members left out. */
export type Operation = (input: unknown) => Promise<object> | object;

/** Operations under the names that AWS gives them. */
export type Operations = Readonly<Record<string, Operation>>;
