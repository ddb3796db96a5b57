import { createHash } from "node:crypto";
import { CreateRepositoryCommand, ECRClient, PutImageCommand } from "@aws-sdk/client-ecr";
import { clientsOf } from "../../local/clients.ts";
import { pushImage } from "../../local/programs.ts";
import type { AwsStandIn } from "./awsStandIn.ts";
import { MOTO_ACCOUNT } from "./moto.ts";

/** An image of ECR that Local SageMaker can run. */
export interface AwsImage {
    /** `REGISTRY/REPOSITORY@sha256:…`, as a job names it. */
    readonly reference: string;
    readonly repository: string;
    readonly tag: string;
    /** `sha256:…`, as ECR tells it. */
    readonly digest: string;
}

/**
 * Puts an image into a new repository of the stand-in's ECR, with a manifest and no layers, and has Local SageMaker run the executables
 * (`train`, `serve`) for it; nodeProgram of test/local/programs.ts writes one.
 */
export async function pushAwsImage(
    aws: AwsStandIn,
    repository: string,
    executables: Readonly<Record<string, string>>,
    tag = "v1",
): Promise<AwsImage> {
    const ecr = new ECRClient({
        endpoint: aws.motoUrl,
        region: "us-east-1",
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await ecr.send(new CreateRepositoryCommand({ repositoryName: repository }));
    const local = await pushImage(clientsOf(aws.localUrl).s3, executables, repository);
    const put = new PutImageCommand({ repositoryName: repository, imageTag: tag, imageManifest: manifestOf(local) });
    const { image } = await ecr.send(put);
    const digest = image?.imageId?.imageDigest ?? "";
    aws.shows(digest, local.slice(local.indexOf("@") + 1));
    return { reference: `${MOTO_ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com/${repository}@${digest}`, repository, tag, digest };
}

/** A manifest that differs with what is to run. */
function manifestOf(content: string): string {
    const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
    return JSON.stringify({
        schemaVersion: 2,
        mediaType: "application/vnd.docker.distribution.manifest.v2+json",
        config: { mediaType: "application/vnd.docker.container.image.v1+json", size: 1470, digest },
        layers: [{ mediaType: "application/vnd.docker.image.rootfs.diff.tar.gzip", size: 2_000_000, digest }],
    });
}
