import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import type { EngineAnswer } from "../../../src/local/engine/engineCommand.ts";
import type { ContainerEngine } from "../../../src/local/engine/containerEngine.ts";
import { userOf } from "../../../src/local/images/containerHost.ts";
import { containerImages } from "../../../src/local/images/containerImages.ts";
import { images, type ProgramStart } from "../../../src/local/images/images.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";

const ID = `sha256:${"a".repeat(64)}`;
const PLATFORM = { x64: "amd64", arm64: "arm64" }[process.arch as string] ?? process.arch;

test("the registry of AWS's account that nobody has is that of processes, and every other reference goes to the engine", async () => {
    const named = (kind: string) => ({ resolve: async (reference: string) => Promise.reject(new Error(`${kind} ${reference}`)) });
    const all = images(named("process"), named("container"));
    const process = "000000000000.dkr.ecr.us-east-1.amazonaws.com/iris:v1";
    await assert.rejects(all.resolve(process), { message: `process ${process}` });
    for (const reference of ["123456789012.dkr.ecr.us-east-1.amazonaws.com/iris:v1", "iris:v1", `iris@${ID}`]) {
        await assert.rejects(all.resolve(reference), { message: `container ${reference}` });
    }
});

test("an image is named by its content, as the engine knows it or by its id", async () => {
    const docker = engine("docker", { "iris:v1": image(), [ID]: image() });
    assert.equal((await containerImages(docker).resolve("iris:v1")).reference, `iris@${ID}`);
    assert.equal((await containerImages(docker).resolve(`iris@${ID}`)).reference, `iris@${ID}`);
    await assert.rejects(containerImages(docker).resolve(`other@${ID}`), /is not in the store of Docker/);
    const untagged = engine("docker", { [ID]: image({ RepoTags: [] }) });
    assert.equal((await containerImages(untagged).resolve(`iris@${ID}`)).reference, `iris@${ID}`);
});

test("Podman's ways to name an image and to miss one are understood", async () => {
    const podman = engine("podman", { [ID]: image({ Id: ID.slice(7), RepoTags: ["localhost/iris:v1"] }) }, "image not known");
    assert.equal((await containerImages(podman).resolve(`iris@${ID}`)).reference, `iris@${ID}`);
    await assert.rejects(containerImages(podman).resolve("other:v1"), /fetch it with: podman pull other:v1$/);
});

test("what is no name of an image never reaches the engine", async () => {
    const never = async () => assert.fail("asked");
    await assert.rejects(containerImages(never).resolve("--privileged"), /does not name an image/);
});

test("a job is started with its tree, its host's name and no pull", async () => {
    using directory = temporaryDirectory();
    const launch = await launchOf(engine("docker", { "iris:v1": image() }), start(directory.path, { host: "algo-1" }));
    const ml = path.join(directory.path, "ml");
    assert.match(launch.container ?? "", /^rust-sagemaker-first-[0-9a-f]{8}$/);
    const expected = [
        "run",
        `--name=${launch.container}`,
        `--label=rust-sagemaker.directory=${ml}`,
        "--pull=never",
        "--log-driver=none",
        "--hostname=algo-1",
        `--mount=type=bind,source=${ml},target=/opt/ml`,
        "--env-file=../ml.env",
        ID,
        "train",
    ];
    assert.deepEqual(withoutHost(launch.args), expected);
    assert.equal(launch.environment["SAGEMAKER_BASE_DIR"], ml);
    assert.equal(fs.readFileSync(`${ml}.env`, "utf8"), "AWS_REGION=us-east-1\nAWS_DEFAULT_REGION=us-east-1\nNAME=value\n");
});

test("an endpoint is started with its model, read-only, and its port on the loopback", async () => {
    using directory = temporaryDirectory();
    const serve = start(directory.path, { name: "serve", port: 4711 });
    const { args } = await launchOf(engine("docker", { "iris:v1": image() }), serve);
    const model = path.join(directory.path, "ml", "model");
    assert.ok(args.includes(`--mount=type=bind,source=${model},target=/opt/ml/model,readonly`));
    assert.ok(args.includes("--publish=127.0.0.1:4711:8080"));
});

test("a GPU is given to what asks for one, where the engine has it", async () => {
    using directory = temporaryDirectory();
    const gpu = start(directory.path, { instanceType: "ml.g5.xlarge" });
    const able = engine("docker", { "iris:v1": image() }, undefined, '{"nvidia":{}}');
    const given = await launchOf(able, gpu);
    assert.ok(given.args.includes("--gpus=all"));
    assert.doesNotMatch(given.notes?.join() ?? "", /CPU/);
    const cpu = await launchOf(engine("docker", { "iris:v1": image() }), gpu);
    assert.ok(!cpu.args.includes("--gpus=all"));
    assert.match(cpu.notes?.join() ?? "", /^ml\.g5\.xlarge has a GPU, .* runs on the CPU\./);
    assert.ok(!(await launchOf(able, start(directory.path))).args.includes("--gpus=all"));
});

test("a server that is not root has containers run as its own user, where the engine is root", async () => {
    const userIn = async (kind: "docker" | "podman", info: string, uid: number | undefined = 1000, platform = "linux") => {
        const docker = await engine(kind, {}, undefined, info)();
        return userOf(docker, { platform, uid, gid: uid });
    };
    assert.equal(await userIn("docker", '["name=seccomp"] "Debian"'), "1000:1000");
    assert.equal(await userIn("docker", '["name=seccomp","name=rootless"] "Debian"'), undefined);
    assert.equal(await userIn("docker", '["name=seccomp"] "Docker Desktop"'), undefined);
    assert.equal(await userIn("podman", ""), undefined);
    assert.equal(await userIn("docker", '["name=seccomp"] "Debian"', 0), undefined);
    assert.equal(await userIn("docker", '["name=seccomp"] "Debian"', 1000, "darwin"), undefined);
});

test("a variable of several lines is passed on by name, unless it would change how the engine's command runs", async () => {
    using directory = temporaryDirectory();
    const environment = { KEY: "a\nb", DOCKER_HOST: "x\ny", PATH: "/bin", PLAIN: ' "#' };
    const launch = await launchOf(engine("docker", { "iris:v1": image() }), start(directory.path, { environment }));
    assert.deepEqual(
        launch.args.filter((argument) => argument.startsWith("--env=")),
        ["--env=KEY", "--env=DOCKER_HOST=x\ny"],
    );
    assert.deepEqual([launch.environment["KEY"], launch.environment["DOCKER_HOST"]], ["a\nb", undefined]);
    const file = fs.readFileSync(path.join(directory.path, "ml.env"), "utf8");
    assert.match(file, /^PATH=\/bin\nPLAIN= "#\n$/m);
    assert.equal(fs.statSync(path.join(directory.path, "ml.env")).mode & 0o777, 0o600);
});

async function launchOf(engineOf: () => Promise<ContainerEngine>, program: ProgramStart) {
    return (await containerImages(engineOf).resolve("iris:v1")).launchOf(program);
}

function start(directory: string, more: Partial<ProgramStart> = {}): ProgramStart {
    return {
        name: "train",
        of: "first",
        mlDirectory: path.join(directory, "ml"),
        environment: { NAME: "value" },
        instanceType: "ml.m5.large",
        graceSeconds: 1,
        ...more,
    };
}

/** What depends on this machine: SELinux, and who runs this test. */
function withoutHost(args: readonly string[]): readonly string[] {
    return args.filter((argument) => !/^--(?:security-opt|user)=/.test(argument));
}

function image(more: object = {}): object {
    return { Id: ID, RepoTags: ["iris:v1"], Os: "linux", Architecture: PLATFORM, ...more };
}

/** An engine that knows images by name or id. */
function engine(kind: "docker" | "podman", known: Readonly<Record<string, object>>, missing = "No such image", runtimes = "{}") {
    const run = async ([command, , name = ""]: readonly string[]): Promise<EngineAnswer> => {
        if (command === "info") {
            return { code: 0, stdout: runtimes, stderr: "" };
        }
        const found = known[name];
        return found === undefined
            ? { code: 1, stdout: "[]", stderr: `Error: ${name}: ${missing}` }
            : { code: 0, stdout: JSON.stringify([found]), stderr: "" };
    };
    return async () => ({ kind, program: `/usr/bin/${kind}`, environment: {}, run });
}
