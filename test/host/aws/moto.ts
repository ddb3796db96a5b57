import fs from "node:fs/promises";
import path from "node:path";
import { startInBackground } from "../containers/background.ts";
import { freePort } from "../containers/freePort.ts";
import { python } from "../pythonTools.ts";
import { type AwsEnvironment, awsEnvironment } from "./awsEnvironment.ts";

/** The account of whoever signs a request to moto. */
export const MOTO_ACCOUNT = "123456789012";

/** An AWS that is not ours, of one account, which takes any credentials. */
export interface Moto {
    readonly url: string;
    /** What points any AWS client at it, with keys. */
    readonly environment: AwsEnvironment & Readonly<Record<"AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY", string>>;
    stop(): Promise<void>;
}

/** Starts moto on a free port of 127.0.0.1; it keeps its log in the folder. */
export async function startMoto(folder: string): Promise<Moto> {
    await fs.mkdir(folder, { recursive: true });
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const { stop } = await startInBackground({
        what: "moto, the AWS emulator,",
        command: [python, "-m", "moto.server", "-H", "127.0.0.1", "-p", String(port)],
        log: path.join(folder, "moto.log"),
        ready: () =>
            fetch(`${url}/moto-api/data.json`).then(
                ({ ok }) => ok,
                () => false,
            ),
    });
    const variables = await awsEnvironment(folder, url, { config: "", credentials: "" });
    return { url, environment: { ...variables, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" }, stop };
}
