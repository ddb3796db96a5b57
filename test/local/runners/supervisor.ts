import { supervise } from "../../../src/local/runners/supervise.ts";

await supervise(process.argv[2] ?? "");
