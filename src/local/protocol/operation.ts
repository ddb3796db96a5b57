import type { StreamMessage } from "./eventStream.ts";

/** An operation takes unparsed input and answers what the API model says: times in seconds, absent members left out. */
export type Operation = (input: unknown) => Promise<object> | object;

/** Operations under the names that AWS gives them. */
export type Operations = Readonly<Record<string, Operation>>;

/** An operation that goes on answering until it ends or `signal` fires. What it refuses, it refuses before the first message. */
export type StreamOperation = (input: unknown, signal: AbortSignal) => AsyncIterable<StreamMessage>;
