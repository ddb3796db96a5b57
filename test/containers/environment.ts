/** What `run.ts` has started for the tests of this folder. */
export interface ContainerEnvironment {
    /** Added to a process's environment, points a docker client at the engine, with a configuration of its own. */
    readonly docker: Readonly<Record<"DOCKER_HOST" | "DOCKER_CONFIG" | "PATH", string>>;
}

/** The names by which that is handed to processes; a program started in it finds engine and AWS by these alone. */
export type EnvironmentVariables = Readonly<Record<"DOCKER_HOST" | "DOCKER_CONFIG" | "PATH", string>>;

/** Reads what the tests run in; only `npm run test:containers` provides it. */
export function containerEnvironment(): ContainerEnvironment {
    const variable = (name: keyof EnvironmentVariables): string => {
        const value = process.env[name];
        if (value === undefined) {
            throw new Error(`${name} is not set: start this test by  node test/containers/run.ts FILE`);
        }
        return value;
    };
    return {
        docker: { DOCKER_HOST: variable("DOCKER_HOST"), DOCKER_CONFIG: variable("DOCKER_CONFIG"), PATH: variable("PATH") },
    };
}
