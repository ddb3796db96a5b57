import path from "node:path";
import type { ProgramStart } from "../images/images.ts";
import type { HostedVariant } from "./endpointRecord.ts";
import { STOP_GRACE_SECONDS } from "./instance.ts";

/** The root of a variant's /opt/ml tree. */
export function mlDirectory(variantDirectory: string): string {
    return path.join(variantDirectory, "ml");
}

/** What a variant's program is started with. */
export function startOf(
    variantDirectory: string,
    endpointName: string,
    { variant, model }: HostedVariant,
    port: number,
): ProgramStart {
    return {
        name: "serve",
        of: `${endpointName}-${variant.VariantName}`,
        mlDirectory: mlDirectory(variantDirectory),
        environment: model.PrimaryContainer.Environment,
        port,
        instanceType: variant.InstanceType,
        graceSeconds: STOP_GRACE_SECONDS,
    };
}
