import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { makeOnce } from "./makeOnce.ts";
import { cacheFolder, repository } from "./paths.ts";
import { runProgram } from "./runProgram.ts";
import { installPackages } from "./systemPackages.ts";

const requirements = path.join(repository, "test/local/requirements.txt");
const digest = createHash("sha256").update(readFileSync(requirements)).digest("hex").slice(0, 12);
const folder = path.join(cacheFolder, `python-${digest}`);

/** The interpreter that has AWS's own clients; `-m awscli` is the AWS CLI, `-m moto.server` the emulator. */
export const python = path.join(folder, "bin/python");

/** Installs the Python tools into the cache unless they are there. */
export async function installPythonTools(): Promise<void> {
    const why = "Installing the AWS CLI, boto3, SageMaker's training toolkit and an AWS emulator for tests (0.7 GB)";
    await makeOnce(folder, why, async (unfinished) => {
        await createEnvironment(unfinished).catch(async () => {
            await installPackages("Installing Python's venv, which holds them", ["python3", "python3-venv"]);
            await createEnvironment(unfinished);
        });
        const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", requirements];
        await runProgram(path.join(unfinished, "bin/python"), pip);
    });
}

const createEnvironment = (target: string) => runProgram("python3", ["-m", "venv", "--clear", target]);
