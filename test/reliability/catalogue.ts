/** The failures that this product answers for: rows F01 to F121. */
export const ROWS: readonly string[] = Array.from({ length: 121 }, (_, index) => `F${String(index + 1).padStart(2, "0")}`);

/** A test of before the rows had numbers, or in Rust: its file, and a part of its name that stands there. */
type Elsewhere = readonly [file: string, name: string];

/** Rows whose test does not begin with the row's number. */
export const ELSEWHERE: Readonly<Record<string, Elsewhere>> = {
    F06: ["test/adapters/awsProblem.test.ts", "that is for want of a region, or for credentials that AWS does not know, says so"],
    F23: ["test/containers/push/push.test.ts", "logs in once more when the login expires between two layers"],
    F24: [
        "test/adapters/privateLogin.test.ts",
        "keeps the user's context and leaves logins, helpers and keychains where they are",
    ],
    F26: ["test/containers/push/push.test.ts", "counts an image as pushed that is there under a tag that cannot be written over"],
    F27: ["test/containers/engine/faults.test.ts", "is stopped: says so, where it was looked for and how to start it"],
    F28: ["test/adapters/engine.test.ts", "asks what a program is, because Podman goes by docker's name too"],
    F29: ["test/containers/engine/faults.test.ts", "has a full disk"],
    F30: ["test/core/image/buildContext.test.ts", "asks about hundreds of megabytes, with the folders that weigh most"],
    F31: [
        "test/containers/engine/faults.test.ts",
        "kills a client that takes no notice of being cancelled, with all it has started",
    ],
    F32: ["test/core/image/readBuild.test.ts", "puts the compiler's errors where they are in the workspace"],
    F33: ["test/containers/engine/engine.test.ts", "keeps a secret out of arguments, history and image"],
    F34: [
        "test/containers/inspect/inspect.test.ts",
        "is too old for a program that was built on a newer system, and lacks what another is linked to",
    ],
    F37: [
        "test/core/image/inspect/inspectImage.test.ts",
        "tell of debug information that travels with each start, and of what serverless refuses",
    ],
    F46: ["test/local/hosting/ping.test.ts", "tells what the container answered last"],
    F62: ["test/local/hosting/unpack.test.ts", "refuses an archive with an entry that"],
    F72: ["test/local/capture/metricFeed.test.ts", "an expression that would freeze a backtracking engine takes no time"],
    F77: ["test/ui/panel.test.ts", "show markup as text, and run none of it"],
    F78: ["test/local/server/main.test.ts", "names the port that it cannot have, and what to do"],
    F79: [
        "test/local/job/trainingJob.test.ts",
        "a job survives a server that is killed, and none of its lines is lost or doubled",
    ],
    F80: ["test/ui/faults.test.ts", "goes on with tree and log after a reload of the window"],
    F81: ["test/local/runners/processRunner.test.ts", "what a program leaves behind ends with it, even in a session of its own"],
    F82: ["test/local/server/main.test.ts", "runs once when two are started in the same moment"],
    F83: ["test/local/server/main.test.ts", "keeps what it acknowledged through any number of kill -9"],
    F85: ["test/local/job/faults.test.ts", "a job that fills the disk fails, and the server answers and starts the next one"],
    F87: ["test/local/server/frontDoor.test.ts", "refuses a foreign Host and everything that comes from a web page"],
    F88: [
        "test/local/job/trainingJob.test.ts",
        "a job sees the variables that SageMaker sets, those of the request, and none of the user's",
    ],
    F89: ["test/local/conformance/refusals.test.ts", "is refused: "],
    F90: ["test/local/server/frontDoor.test.ts", "names an operation that it does not emulate, and tells of it"],
    F92: ["test/local/logs/startLiveTail.test.ts", "begins with what it tails, and tells of new lines once a second"],
    F94: ["test/local/server/listen.test.ts", "lets a request end when it closes, and cuts one that takes too long"],
    F95: ["test/local/server/main.test.ts", "refuses a data directory of another version, and bad options"],
    F96: ["test/adapters/cargo.test.ts", "tells errors with their place, and the first of them in its refusal"],
    F97: ["test/adapters/cargo.test.ts", "says what to install when there is no cargo, and names a folder that is gone as such"],
    F98: ["test/adapters/cargo.test.ts", "tells cargo's own sentence when nothing was compiled"],
    F99: ["test/adapters/cargo.test.ts", "ends the compilers and build scripts with itself when it is cancelled"],
    F100: [
        "test/core/workspace.test.ts",
        "is refused when it lacks a binary, with the ones that it has and a way to its manifest",
    ],
    F101: [
        "test/local/runners/processRunner.test.ts",
        "a program that is not there, empty, or for another machine is told as a container runtime tells it",
    ],
    F102: [
        "test/local/runners/processRunner.test.ts",
        "a program whose supervisor cannot be started is told at once, with the reason",
    ],
    F104: ["test/local/job/trainingJob.test.ts", "a job that fails says why in its own words, with its exit code"],
    F105: ["test/local/job/trainingJob.test.ts", "a job without a model completes as on SageMaker, and its log says so"],
    F106: ["test/local/runners/processRunner.test.ts", "a program that ignores SIGTERM is killed after the grace"],
    F107: ["test/local/job/faults.test.ts", "what a program writes after its own end is nobody's, and does not hold the job up"],
    F108: ["test/local/job/faults.test.ts", "a flood of lines in every encoding is kept whole"],
    F109: ["test/local/hosting/ping.test.ts", "tells when the container accepts and says nothing"],
    F111: ["test/local/hosting/restarts.test.ts", "a container that dies is replaced by another one, and its log says so"],
    F112: ["test/local/hosting/endpoints.test.ts", "two endpoints of one model run side by side, each on a port of its own"],
    F113: ["templates/sagemaker-container/src/serve/media.rs", "parameters_and_case_of_a_content_type_do_not_matter"],
    F114: [
        "test/local/images/containerImages.test.ts",
        "an endpoint is started with its model, read-only, and its port on the loopback",
    ],
    F115: ["test/local/job/mlDirectory.test.ts", "hyperparameters reach the program as strings, as they were given"],
    F117: ["test/local/images/containerImages.test.ts", "a GPU is given to what asks for one, where the engine has it"],
    F118: [
        "test/ui/restrictedMode.test.ts",
        "starts the user's own programs once it is trusted, and none that the workspace has or names",
    ],
    F119: ["test/containers/engine/engine.test.ts", "refuses hostile names before anything is started"],
    F121: ["test/ui/panel.test.ts", "come back after the window was reloaded"],
};

/** Rows whose turn comes with a later version, and why. */
export const LATER: Readonly<Record<string, string>> = {
    F110: "a contract check of images: a server on the loopback alone is told so far as one that does not answer /ping",
    F116: "jobs of several instances: Local SageMaker refuses them",
};
