import fs from "node:fs/promises";
import path from "node:path";
import { startInBackground } from "../host/containers/background.ts";
import { freePort } from "../host/containers/freePort.ts";
import { python } from "../host/pythonTools.ts";
import type { ContainerEnvironment } from "./environment.ts";

/** An AWS that is not ours: ECR's and S3's control of account 123456789012, which takes any credentials. */
export interface Moto {
    /** What points any AWS client at it, the user's own profiles left out. */
    readonly environment: ContainerEnvironment["aws"];
    stop(): Promise<void>;
}

/** Starts moto on a free port of 127.0.0.1. */
export async function startMoto(folder: string): Promise<Moto> {
    await fs.mkdir(folder, { recursive: true });
    const port = await freePort();
    const endpoint = `http://127.0.0.1:${port}`;
    const { stop } = await startInBackground({
        what: "moto, the AWS emulator,",
        command: [python, "-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)],
        log: path.join(folder, "moto.log"),
        ready: () =>
            fetch(`${endpoint}/moto-api/data.json`).then(
                ({ ok }) => ok,
                () => false,
            ),
    });
    const files = { AWS_CONFIG_FILE: path.join(folder, "config"), AWS_SHARED_CREDENTIALS_FILE: path.join(folder, "credentials") };
    for (const file of Object.values(files)) {
        await fs.writeFile(file, "");
    }
    const credentials = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
    const region = { AWS_REGION: "us-east-1", AWS_DEFAULT_REGION: "us-east-1" };
    return { environment: { AWS_ENDPOINT_URL: endpoint, ...credentials, ...region, ...files }, stop };
}
