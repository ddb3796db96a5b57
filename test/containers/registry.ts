import fs from "node:fs/promises";
import path from "node:path";
import { startInBackground } from "../host/containers/background.ts";
import { engineEnvironment, engineFolder } from "../host/containers/enginePackages.ts";
import { freePort } from "../host/containers/freePort.ts";

/** The registry that keeps layers and manifests, open to everyone on this machine. */
export interface Registry {
    readonly port: number;
    stop(): Promise<void>;
}

/** Starts Docker's own registry on a free port of 127.0.0.1; everything that it keeps is in the folder. */
export async function startRegistry(folder: string): Promise<Registry> {
    await fs.mkdir(folder, { recursive: true });
    const port = await freePort();
    const configuration = path.join(folder, "config.yml");
    await fs.writeFile(
        configuration,
        JSON.stringify({
            version: 0.1,
            log: { level: "warn", accesslog: { disabled: true } },
            storage: { filesystem: { rootdirectory: path.join(folder, "data") }, delete: { enabled: true } },
            // Clients know it by another name.
            http: { addr: `127.0.0.1:${port}`, secret: "of this run", relativeurls: true },
        }),
    );
    const { stop } = await startInBackground({
        what: "The registry",
        command: [path.join(engineFolder, "usr/bin/docker-registry"), "serve", configuration],
        env: engineEnvironment(),
        log: path.join(folder, "registry.log"),
        ready: () =>
            fetch(`http://127.0.0.1:${port}/v2/`).then(
                ({ ok }) => ok,
                () => false,
            ),
    });
    return { port, stop };
}
