import { LOCAL } from "../../core/place.ts";

/** The environment of a container, as the engine's command takes it. */
interface ContainerEnvironment {
    /** The text of an `--env-file`: a line for each variable. */
    readonly file: string;
    /** Arguments for the variables that such a file cannot hold. */
    readonly arguments: readonly string[];
    /** Variables that the engine's command passes on from its own environment. */
    readonly passed: Readonly<Record<string, string>>;
}

/**
 * What SageMaker gives every container: the region. The address and the keys of Local SageMaker, which processes here get, are left out: its
 * loopback is not a container's, and keys that open nothing only hide those that a job brings along.
 */
const GIVEN = { AWS_REGION: LOCAL.region, AWS_DEFAULT_REGION: LOCAL.region };

/** Variables that decide how programs of this machine run, whoever starts them. */
const HEEDED =
    /^(?:PATH|HOME|TMPDIR|SAGEMAKER_BASE_DIR|(?:LD|DYLD|GO|SSL|HTTPS?|NO|ALL|DOCKER|CONTAINERS?|PODMAN|XDG|BUILDKIT|OTEL)_?\w*)$/i;

/**
 * Splits an environment by what a file can say: a variable on each line, its value as it stands. A value of several lines goes through the
 * environment of the engine's command, `engine`, so that no list of processes shows it, unless that command itself would heed it.
 */
export function containerEnvironment(
    variables: Readonly<Record<string, string>>,
    engine: Readonly<Record<string, string>>,
): ContainerEnvironment {
    const entries = Object.entries({ ...GIVEN, ...variables });
    const isPlain = ([, value]: readonly [string, string]): boolean => !/[\r\n\0]/.test(value);
    const isPassed = ([name]: readonly [string, string]): boolean => !HEEDED.test(name) && !(name in engine);
    const long = entries.filter((entry) => !isPlain(entry));
    return {
        file: entries
            .filter(isPlain)
            .map(([name, value]) => `${name}=${value}\n`)
            .join(""),
        arguments: long.map((entry) => (isPassed(entry) ? `--env=${entry[0]}` : `--env=${entry[0]}=${entry[1]}`)),
        passed: Object.fromEntries(long.filter(isPassed)),
    };
}
