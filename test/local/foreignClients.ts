import { existsSync } from "node:fs";
import { python } from "../host/pythonTools.ts";

/** Why tests with AWS's own Python clients cannot run; false when they can. */
export const clientsMissing = existsSync(python)
    ? false
    : "AWS's Python clients are not installed: node test/host/install.ts python";

export { python };
