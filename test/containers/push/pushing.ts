import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ecr } from "../../../src/adapters/aws/ecr/ecr.ts";
import { clientOf } from "../../host/aws/clientOf.ts";
import { findContainerEngine } from "../../../src/adapters/engine/containerEngine.ts";
import type { LocalImage } from "../../../src/core/image/engine/containerEngine.ts";
import type { ImageRepository } from "../../../src/core/image/push/imageRepositories.ts";
import type { Platform } from "../../../src/core/image/platform.ts";
import { keepVariables } from "../../host/keepVariables.ts";
import { deleteRepository } from "../ecr/deleteRepository.ts";
import { containerEnvironment } from "../environment.ts";

export const never = new AbortController().signal;

/** What moto hands out for every login, and what it looks like in a file of docker's. */
export const PASSWORD = "123456789012-auth-token";
export const ENCODED = Buffer.from(`AWS:${PASSWORD}`).toString("base64");

/** Sizes of layers in bytes, and what they are for. */
interface Wanted {
    readonly layers?: readonly number[];
    readonly platform?: Platform;
}

/**
 * A user with an engine, an account and a configuration of docker's that logs in elsewhere, by a keychain that does not work here. Temporary
 * files are the user's own too, so that nothing of another test is taken for something left behind.
 */
export async function setUpUser() {
    const { docker, ecr: registry } = containerEnvironment();
    const folder = mkdtempSync(path.join(tmpdir(), "rust-sagemaker-push-test-"));
    const configuration = path.join(folder, "docker");
    const temporary = path.join(folder, "tmp");
    mkdirSync(configuration);
    mkdirSync(temporary);
    symlinkSync(path.join(docker.DOCKER_CONFIG, "cli-plugins"), path.join(configuration, "cli-plugins"));
    const elsewhere = { auths: { "registry.example": {} }, credsStore: "that-does-not-exist" };
    writeFileSync(path.join(configuration, "config.json"), JSON.stringify(elsewhere));
    const restore = keepVariables("DOCKER_CONFIG", "TMPDIR");
    Object.assign(process.env, { DOCKER_CONFIG: configuration, TMPDIR: temporary });
    const engine = await findContainerEngine({ path: "", search: docker.PATH, forbidden: [] }, never);
    const repositories = ecr(clientOf());
    const references: string[] = [];
    const made: string[] = [];

    /** Builds an image of layers that no registry has seen. */
    async function image({ layers = [1000, 2000], platform = "linux/amd64" }: Wanted = {}): Promise<LocalImage> {
        const context = mkdtempSync(path.join(temporary, "context-"));
        layers.forEach((size, index) => writeFileSync(path.join(context, `layer-${index}`), randomBytes(size)));
        const dockerfile = path.join(context, "Dockerfile");
        writeFileSync(
            dockerfile,
            `FROM scratch\n${layers.map((_, index) => `COPY layer-${index} /\n`).join("")}CMD ["/train"]\n`,
        );
        const tag = `push-test:${randomUUID()}`;
        references.push(tag);
        const build = { dockerfile, context, target: undefined, buildArgs: {}, secrets: new Map(), labels: {} };
        const id = await engine.build({ ...build, platform, tags: [tag] }, () => {}, never);
        rmSync(context, { recursive: true });
        const built = await engine.inspect(id, never);
        if (built === undefined) {
            throw new Error("The image that was built is not there.");
        }
        return built;
    }

    async function repository(isTagImmutable = false): Promise<ImageRepository> {
        const name = `push/${randomUUID()}`;
        made.push(name);
        return repositories.create({ name, isTagImmutable, scanOnPush: false, lifecyclePolicy: undefined }, never);
    }

    return {
        folder,
        temporary,
        engine,
        repositories,
        host: registry.host,
        image,
        repository,
        references,
        /** What a push may leave behind: configurations with a login. */
        loginsLeft: () => readdirSync(temporary).filter((name) => name.startsWith("rust-sagemaker-login-")),
        async end() {
            for (const reference of references) {
                await engine.remove(reference, never).catch(() => undefined);
            }
            for (const repositoryName of made) {
                await deleteRepository(repositoryName);
            }
            restore();
            rmSync(folder, { recursive: true });
        },
    };
}

export type User = Awaited<ReturnType<typeof setUpUser>>;
