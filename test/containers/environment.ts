import type { Moto } from "../host/aws/moto.ts";

/** What `run.ts` has started for the tests of this folder. */
export interface ContainerEnvironment {
    /** Added to a process's environment, points a docker client at the engine, with a configuration of its own. */
    readonly docker: Readonly<Record<"DOCKER_HOST" | "DOCKER_CONFIG" | "PATH", string>>;
    /** The command of a second engine, whose only base image is debian:bookworm-slim. */
    readonly podman: string;
    /** Points an AWS client at the emulator; a program started in the tests' environment has it already. */
    readonly aws: Moto["environment"];
    readonly ecr: {
        /** ECR's registry of account 123456789012, as the engine alone knows it. */
        readonly host: string;
        /** Takes faults and tells of requests: see ecr/control.ts. */
        readonly controlUrl: string;
    };
    /** The registry behind it as HOST:PORT: without TLS, login and the rules of ECR. */
    readonly registry: string;
}

const name = "TEST_CONTAINERS";

/** Describes that environment in variables of processes. */
export function variablesOf(environment: ContainerEnvironment): Readonly<Record<string, string>> {
    return { ...environment.docker, ...environment.aws, [name]: JSON.stringify(environment) };
}

/** Reads what the tests run in; only `npm run test:containers` provides it. */
export function containerEnvironment(): ContainerEnvironment {
    const text = process.env[name];
    if (text === undefined) {
        throw new Error(`${name} is not set: start this test by  node test/containers/run.ts FILE`);
    }
    const environment: ContainerEnvironment = JSON.parse(text);
    return environment;
}
