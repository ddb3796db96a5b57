import fs from "node:fs/promises";
import path from "node:path";
import { startMoto } from "../host/aws/moto.ts";
import { importBaseImages, importDebian } from "../host/containers/baseImages.ts";
import { makeCertificate } from "../host/containers/certificate.ts";
import { startContainerEngine } from "../host/containers/containerEngine.ts";
import type { Undo } from "../host/containers/engineRecord.ts";
import { setUpPodman } from "../host/containers/podman.ts";
import { startControl } from "./ecr/control.ts";
import { type RecordedRequest, startEcrFront } from "./ecr/ecrFront.ts";
import { faultState } from "./ecr/faults.ts";
import { repositoriesOf } from "./ecr/repositories.ts";
import type { ContainerEnvironment } from "./environment.ts";
import { startRegistry } from "./registry.ts";

const host = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
const address = "192.0.2.43"; // of a network that exists in documents alone

/** All real parts of the tests. */
export interface Parts {
    readonly environment: ContainerEnvironment;
    readonly undo: Undo;
    stop(): Promise<void>;
}

/**
 * Starts the parts one after the other, and stops those that started where one fails. What they keep is in the engine's folder,
 * which a later run deletes where this one is killed.
 */
export async function startParts(folder: string): Promise<Parts> {
    const started: { stop(): Promise<void> }[] = [];
    const stop = async () => {
        for (const part of started.splice(0).toReversed()) {
            await part.stop();
        }
    };
    const start = async <Part extends { stop(): Promise<void> }>(part: Promise<Part>): Promise<Part> => {
        started.push(await part);
        return part;
    };
    try {
        const at = (name: string) => path.join(folder, name);
        const certificate = await makeCertificate(at("tls"), host);
        const engine = await start(startContainerEngine(folder, { host, address, caFile: certificate.caFile }));
        const registry = await start(startRegistry(at("registry")));
        const moto = await start(startMoto(at("moto")));
        const faults = faultState();
        const requests: RecordedRequest[] = [];
        const repositories = repositoriesOf(moto);
        const record = (request: RecordedRequest) => requests.push(request);
        await start(startEcrFront({ host, address, certificate, registryPort: registry.port, repositories, faults, record }));
        const control = await start(startControl(faults, requests));
        await importBaseImages(engine.environment);
        const podman = await start(setUpPodman(at("podman")));
        await importDebian(podman.program);
        const environment: ContainerEnvironment = {
            docker: engine.environment,
            podman: podman.program,
            aws: moto.environment,
            ecr: { host, controlUrl: control.url },
            registry: `127.0.0.1:${registry.port}`,
        };
        return { environment, undo: engine.undo, stop };
    } catch (error) {
        await stop();
        await fs.rm(folder, { recursive: true, force: true });
        throw error;
    }
}
