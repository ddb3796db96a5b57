import { createHash } from "node:crypto";
import {
    type AuthorizationData,
    BatchDeleteImageCommand,
    BatchGetImageCommand,
    CreateRepositoryCommand,
    DescribeRepositoriesCommand,
    ECRClient,
    GetAuthorizationTokenCommand,
    ImageAlreadyExistsException,
    paginateDescribeImages,
    paginateDescribeRepositories,
    PutImageCommand,
    PutLifecyclePolicyCommand,
    RepositoryNotFoundException,
} from "@aws-sdk/client-ecr";
import type { RegistryLogin } from "../../../core/image/engine/containerEngine.ts";
import type {
    ImageRepositories,
    ImageRepository,
    NewRepository,
    StoredManifest,
} from "../../../core/image/push/imageRepositories.ts";
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from "../../../core/image/push/mediaTypes.ts";
import { Problem } from "../../../core/problem.ts";
import { keepSecret } from "../../../core/redact.ts";
import { inWords } from "../transport/awsProblem.ts";
import type { ClientOf } from "../clients.ts";
import { createdOnce } from "../createdOnce.ts";
import { imageOf, repositoryOf } from "./ecrShapes.ts";

/** What ECR takes in one BatchDeleteImage. */
const MOST_DELETED = 100;

/** ECR in one account and region. Nothing of a registry's login is kept, because its time of expiry cannot be trusted. */
export function ecr(clientOf: ClientOf): ImageRepositories {
    const client = clientOf(ECRClient);
    return {
        list: (signal) => inWords("Listing the repositories of ECR", () => repositories(client, signal)),
        create: (repository, signal) => create(client, repository, signal),
        images: (repository, signal) => inWords(`Listing the images of ${repository}`, () => images(client, repository, signal)),
        login: (signal) => inWords("Signing in to the registry", () => login(client, signal)),
        manifest: (repository, reference, signal) =>
            inWords(`Reading the manifest of ${repository}`, () => manifest(client, { repository, reference }, signal)),
        putManifest: (repository, mediaType, text, tag, signal) =>
            inWords(`Storing the manifest of ${repository}:${tag}`, () =>
                putManifest(client, { repository, mediaType, text, tag }, signal),
            ),
        delete: (repository, digests, signal) =>
            inWords(`Deleting images of ${repository}`, () => remove(client, repository, digests, signal)),
    };
}

async function repositories(client: ECRClient, signal: AbortSignal): Promise<readonly ImageRepository[]> {
    const found: ImageRepository[] = [];
    for await (const page of paginateDescribeRepositories({ client, pageSize: 1000 }, {}, { abortSignal: signal })) {
        found.push(...(page.repositories ?? []).map(repositoryOf));
    }
    return found.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function images(client: ECRClient, repository: string, signal: AbortSignal) {
    const found = [];
    const request = { repositoryName: repository };
    for await (const page of paginateDescribeImages({ client, pageSize: 1000 }, request, { abortSignal: signal })) {
        found.push(...(page.imageDetails ?? []).map(imageOf));
    }
    return found.toSorted((a, b) => b.pushedAt - a.pushedAt);
}

async function create(client: ECRClient, wanted: NewRepository, signal: AbortSignal): Promise<ImageRepository> {
    const { name, isTagImmutable, scanOnPush, lifecyclePolicy } = wanted;
    const options = { abortSignal: signal };
    const creating = new CreateRepositoryCommand({
        repositoryName: name,
        imageTagMutability: isTagImmutable ? "IMMUTABLE" : "MUTABLE",
        imageScanningConfiguration: { scanOnPush },
    });
    const send = async () => (await client.send(creating, options)).repository ?? {};
    const made = await inWords(`Creating the repository ${name}`, () =>
        createdOnce(send, () => repositoryLike(client, wanted, signal), signal),
    );
    if (lifecyclePolicy !== undefined) {
        const command = new PutLifecyclePolicyCommand({ repositoryName: name, lifecyclePolicyText: lifecyclePolicy });
        await inWords(`The repository ${name} was created. Giving it its lifecycle policy`, () => client.send(command, options));
    }
    return repositoryOf(made);
}

/** A repository bears no tag of ours, because that would take a right more; its settings are those that were asked for, or it is another's. */
async function repositoryLike(client: ECRClient, { name, isTagImmutable, scanOnPush }: NewRepository, signal: AbortSignal) {
    try {
        const command = new DescribeRepositoriesCommand({ repositoryNames: [name] });
        const { repositories: [made] = [] } = await client.send(command, { abortSignal: signal });
        if (made === undefined) {
            return undefined;
        }
        const isOurs =
            (made.imageTagMutability === "IMMUTABLE") === isTagImmutable &&
            (made.imageScanningConfiguration?.scanOnPush ?? false) === scanOnPush;
        return { made, createdAt: made.createdAt?.getTime() ?? 0, isOurs };
    } catch (error) {
        if (error instanceof RepositoryNotFoundException) {
            return undefined;
        }
        throw error;
    }
}

async function login(client: ECRClient, signal: AbortSignal): Promise<RegistryLogin> {
    const answer = await client.send(new GetAuthorizationTokenCommand({}), { abortSignal: signal });
    return loginOf(answer.authorizationData?.[0] ?? {});
}

/** The token is `AWS:PASSWORD` in base64. */
function loginOf({ authorizationToken = "", proxyEndpoint = "" }: AuthorizationData): RegistryLogin {
    const text = Buffer.from(authorizationToken, "base64").toString("utf8");
    const colon = text.indexOf(":");
    if (colon < 1 || !URL.canParse(proxyEndpoint)) {
        throw new Problem("invalidRequest", "ECR answered no login for its registry.");
    }
    const password = text.slice(colon + 1);
    keepSecret(password);
    return { registry: new URL(proxyEndpoint).host, username: text.slice(0, colon), password };
}

async function manifest(
    client: ECRClient,
    { repository, reference }: { readonly repository: string; readonly reference: string },
    signal: AbortSignal,
): Promise<StoredManifest | undefined> {
    const command = new BatchGetImageCommand({
        repositoryName: repository,
        imageIds: [reference.startsWith("sha256:") ? { imageDigest: reference } : { imageTag: reference }],
        acceptedMediaTypes: [DOCKER_MANIFEST, OCI_MANIFEST, DOCKER_LIST, OCI_INDEX],
    });
    const answer = await client.send(command, { abortSignal: signal });
    const image = answer.images?.[0];
    if (image?.imageManifest === undefined) {
        return undefined;
    }
    return {
        digest: image.imageId?.imageDigest ?? "",
        mediaType: image.imageManifestMediaType ?? mediaTypeOf(image.imageManifest),
        text: image.imageManifest,
    };
}

interface Put {
    readonly repository: string;
    readonly mediaType: string;
    readonly text: string;
    readonly tag: string;
}

/** A manifest that is there already under this very tag counts as put; ECR refuses to do nothing. */
async function putManifest(client: ECRClient, { repository, mediaType, text, tag }: Put, signal: AbortSignal): Promise<string> {
    const digest = `sha256:${createHash("sha256").update(text).digest("hex")}`;
    const command = new PutImageCommand({
        repositoryName: repository,
        imageManifest: text,
        imageManifestMediaType: mediaType,
        imageTag: tag,
        imageDigest: digest, // ECR compares it with what has arrived
    });
    try {
        await client.send(command, { abortSignal: signal });
        return digest;
    } catch (error) {
        if (!(error instanceof ImageAlreadyExistsException)) {
            throw error;
        }
        return digest;
    }
}

/** A manifest says what it is itself where the registry does not. */
function mediaTypeOf(text: string): string {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "mediaType" in value ? String(value.mediaType) : "";
}

async function remove(client: ECRClient, repository: string, digests: readonly string[], signal: AbortSignal): Promise<void> {
    for (let from = 0; from < digests.length; from += MOST_DELETED) {
        const imageIds = digests.slice(from, from + MOST_DELETED).map((imageDigest) => ({ imageDigest }));
        const command = new BatchDeleteImageCommand({ repositoryName: repository, imageIds });
        const { failures = [] } = await client.send(command, { abortSignal: signal });
        const [kept] = failures.filter(({ failureCode }) => failureCode !== "ImageNotFound");
        if (kept !== undefined) {
            throw new Problem(
                "invalidRequest",
                `ECR kept ${kept.imageId?.imageDigest ?? "an image"} of ${repository}: ${kept.failureReason ?? kept.failureCode}.`,
            );
        }
    }
}
