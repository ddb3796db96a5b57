import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { makeOnce } from "./makeOnce.ts";
import { cacheFolder, repository } from "./paths.ts";
import { stopWith } from "./root.ts";
import { runProgram } from "./runProgram.ts";

const requirements = path.join(repository, "test/local/requirements.txt");
const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
const folder = path.join(cacheFolder, `python-${digest}`);

/** The interpreter that has AWS's own clients; `-m awscli` is the AWS CLI. */
export const python = path.join(folder, "bin/python");

/** Installs the Python tools into the cache unless they are there. */
export async function installPythonTools(): Promise<void> {
    const why = "Installing the AWS CLI, boto3 and SageMaker's training toolkit, which judge Local SageMaker in tests";
    await makeOnce(folder, why, async (unfinished) => {
        await runProgram("python3", ["-m", "venv", unfinished]).catch(() => {
            stopWith("The tests need Python 3 with venv. Please run:\n  sudo apt-get install python3 python3-venv");
        });
        const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
        await runProgram(path.join(unfinished, "bin/python"), pip);
    });
}
