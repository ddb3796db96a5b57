import { execFile, spawn } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { containerEnvironment } from "../environment.ts";

/** What a program printed, and whether it succeeded. */
export interface Outcome {
    readonly ok: boolean;
    readonly output: string;
}

/** The docker client with logins of its own, which no other test has. */
export interface Docker {
    docker(...args: string[]): Promise<Outcome>;
    /** `docker login` to ECR with this password. */
    login(password: string): Promise<Outcome>;
    [Symbol.asyncDispose](): Promise<void>;
}

export async function dockerWithoutLogin(): Promise<Docker> {
    const { docker: variables, ecr } = containerEnvironment();
    const config = await fs.mkdtemp(path.join(os.tmpdir(), "docker-config-"));
    await fs.symlink(path.join(variables.DOCKER_CONFIG, "cli-plugins"), path.join(config, "cli-plugins"));
    const env = { ...process.env, ...variables, DOCKER_CONFIG: config };
    const docker = (...args: string[]): Promise<Outcome> =>
        new Promise((resolve) => {
            execFile("docker", args, { env, timeout: 120_000 }, (error, stdout, stderr) =>
                resolve({ ok: error === null, output: `${stdout}${stderr}` }),
            );
        });
    const login = (password: string): Promise<Outcome> =>
        new Promise((resolve, reject) => {
            const child = spawn("docker", ["login", "--username", "AWS", "--password-stdin", ecr.host], { env });
            let output = "";
            for (const stream of [child.stdout, child.stderr]) {
                stream.setEncoding("utf8").on("data", (text: string) => (output += text));
            }
            child.once("error", reject).once("close", (code) => resolve({ ok: code === 0, output }));
            child.stdin.end(password);
        });
    return { docker, login, [Symbol.asyncDispose]: () => fs.rm(config, { recursive: true }) };
}
