import { createHash } from "node:crypto";
import {
    BatchGetImageCommand,
    DescribeRepositoriesCommand,
    ECRClient,
    GetAuthorizationTokenCommand,
    type Image,
    ImageAlreadyExistsException,
    type ImageIdentifier,
    ListImagesCommand,
    PutImageCommand,
    RepositoryNotFoundException,
} from "@aws-sdk/client-ecr";
import type { Moto } from "../../host/aws/moto.ts";

/** An image's manifest as it was put; its digest is the hash of exactly this text. */
export interface Manifest {
    readonly text: string;
    readonly mediaType: string;
    readonly digest: string;
}

/** ECR's own knowledge, which the registry lacks: it is kept by the emulator, as clients of ECR's API see it. */
export interface Repositories {
    /** Base64 of user and password, as a login sends it. */
    authorizationToken(): Promise<string>;
    repository(name: string): Promise<{ readonly immutable: boolean } | undefined>;
    /** Finds an image by its tag or digest. */
    manifest(repository: string, reference: string): Promise<Manifest | undefined>;
    put(repository: string, manifest: Manifest, tag: string | undefined): Promise<void>;
}

export function repositoriesOf({ environment }: Moto): Repositories {
    const ecr = new ECRClient({
        endpoint: environment.AWS_ENDPOINT_URL,
        region: "us-east-1",
        credentials: { accessKeyId: "registry", secretAccessKey: "registry" },
    });
    const images = async (repositoryName: string, imageIds: ImageIdentifier[]): Promise<Manifest[]> => {
        if (imageIds.length === 0) {
            return [];
        }
        const answer = await ecr.send(new BatchGetImageCommand({ repositoryName, imageIds }));
        return (answer.images ?? []).map(manifestOf);
    };
    return {
        async authorizationToken() {
            const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
            return authorizationData?.[0]?.authorizationToken ?? "";
        },
        async repository(name) {
            try {
                const { repositories } = await ecr.send(new DescribeRepositoriesCommand({ repositoryNames: [name] }));
                return { immutable: repositories?.[0]?.imageTagMutability === "IMMUTABLE" };
            } catch (error) {
                if (error instanceof RepositoryNotFoundException) {
                    return undefined;
                }
                throw error;
            }
        },
        async manifest(repositoryName, reference) {
            if (!reference.startsWith("sha256:")) {
                return (await images(repositoryName, [{ imageTag: reference }]))[0];
            }
            // Of an image put without naming its digest, moto makes one up: such an image is found by what is in it.
            const { imageIds = [] } = await ecr.send(new ListImagesCommand({ repositoryName }));
            const all = imageIds.map(({ imageDigest }) => ({ imageDigest }));
            return (await images(repositoryName, all)).find(({ digest }) => digest === reference);
        },
        async put(repositoryName, { text, mediaType, digest }, imageTag) {
            const image = { imageManifest: text, imageManifestMediaType: mediaType, imageDigest: digest, imageTag };
            await ecr.send(new PutImageCommand({ repositoryName, ...image })).catch((error: unknown) => {
                if (!(error instanceof ImageAlreadyExistsException)) {
                    throw error; // for a push, the same image once more is none
                }
            });
        },
    };
}

function manifestOf({ imageManifest: text = "", imageManifestMediaType: mediaType = "" }: Image): Manifest {
    return { text, mediaType, digest: digestOf(text) };
}

/** The name by content of a manifest. */
export function digestOf(text: string): string {
    return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
