import path from "node:path";
import { importBaseImages } from "../host/containers/baseImages.ts";
import { makeCertificate } from "../host/containers/certificate.ts";
import { startContainerEngine } from "../host/containers/containerEngine.ts";
import type { Undo } from "../host/containers/engineRecord.ts";
import type { EnvironmentVariables } from "./environment.ts";

const ecrHost = "123456789012.dkr.ecr.us-east-1.amazonaws.com";

/** All real parts of the tests, each of which must be stopped. */
export interface Parts {
    readonly environment: EnvironmentVariables;
    readonly undo: Undo;
    stop(): Promise<void>;
}

/** Starts the parts one after the other; where one fails, those before it are stopped. */
export async function startParts(folder: string): Promise<Parts> {
    const stops: (() => Promise<void>)[] = [];
    const stop = async () => {
        for (const end of stops.splice(0).toReversed()) {
            await end();
        }
    };
    try {
        const certificate = await makeCertificate(path.join(folder, "tls"), ecrHost);
        const engine = await startContainerEngine(path.join(folder, "engine"), { host: ecrHost, caFile: certificate.caFile });
        stops.push(engine.stop);
        await importBaseImages(engine.environment);
        return { environment: engine.environment, undo: engine.undo, stop };
    } catch (error) {
        await stop();
        throw error;
    }
}
