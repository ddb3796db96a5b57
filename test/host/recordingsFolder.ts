import path from "node:path";
import { repository } from "./paths.ts";

/** Where tests keep what they say to AWS and its stand-ins, and what those answer; `npm test` empties it first. */
export const recordingsFolder = process.env["TEST_RECORDINGS"] ?? path.join(repository, "out/recordings");
