import path from "node:path";
import type { Launch } from "../runners/runner.ts";
import type { HostedVariant } from "./endpointRecord.ts";
import { STOP_GRACE_SECONDS } from "./instance.ts";

/** The root of a variant's /opt/ml tree. */
export function mlDirectory(variantDirectory: string): string {
    return path.join(variantDirectory, "ml");
}

/** How a variant's program is started: as SageMaker does, but on a port and an address of its own, because here all share one machine. */
export function launchOf(
    variantDirectory: string,
    imageDirectory: string,
    { model }: HostedVariant,
    port: number,
    environment: Readonly<Record<string, string>>,
): Launch {
    const base = mlDirectory(variantDirectory);
    return {
        program: path.join(imageDirectory, "serve"),
        name: "serve",
        args: ["serve"],
        directory: base,
        environment: {
            ...environment,
            ...model.PrimaryContainer.Environment,
            SAGEMAKER_BASE_DIR: base,
            SAGEMAKER_BIND_TO_PORT: String(port),
            SAGEMAKER_BIND_ADDRESS: "127.0.0.1",
        },
        graceSeconds: STOP_GRACE_SECONDS,
    };
}
