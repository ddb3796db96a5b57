import { BUILD_IMAGE, type CauseRule, type Clues, either, exits, said, subjectOf, WITH_CHANGES } from "../clues.ts";
import { panicOf } from "../panic.ts";

/** SIGKILL comes of a stop or of a limit, too. */
function isKilledUnasked({ exitCode, evidence }: Clues): string | undefined {
    const isStopped = evidence.status === "Stopped" || evidence.phases.some(({ status }) => /^(Stopp|MaxRuntime)/.test(status));
    return exitCode === 137 && !isStopped ? "exit code 137" : undefined;
}

/** How a program ends that had begun. */
export const PROGRAM_CAUSES: readonly CauseRule[] = [
    {
        id: "stackOverflow",
        find: said(/has overflowed its stack/),
        explain: () => ({
            cause: "A thread of the program has overflowed its stack.",
            fix: "Look for a recursion without end, or start the work in a thread with a larger stack (std::thread::Builder::stack_size).",
        }),
    },
    {
        id: "diskFull",
        find: said(/No space left on device|\bENOSPC\b|os error 28\b|No space is left on the disk/i),
        explain: (_found, { evidence: { kind } }) => ({
            cause: "The disk of the instance is full.",
            fix:
                kind === "endpoint"
                    ? "Take an instance type with a larger disk, write less, or remove what is done with."
                    : "Give the job a larger volume, write less, or remove what is done with. What is read with FastFile takes no room on it.",
            way: WITH_CHANGES,
        }),
    },
    {
        id: "illegalInstruction",
        find: either(exits(132), said(/illegal instruction/i)),
        explain: () => ({
            cause: "The program uses an instruction that the CPU of the instance does not have.",
            fix: "Build without -C target-cpu=native, or for a CPU that the instance type surely has, such as x86-64-v3.",
            way: BUILD_IMAGE,
        }),
    },
    {
        id: "memory",
        find: either(
            said(/memory allocation of \d{1,20} bytes failed|OutOfMemoryError|OOMKilled|Cannot allocate memory/),
            isKilledUnasked,
        ),
        explain: (_found, { evidence }) => ({
            cause: `The memory of ${evidence.instanceType ?? "the instance"} was most likely not enough: the program was killed.`,
            fix: "Read the data in parts, make the batch smaller, or take an instance type with more memory. Show Metrics tells how it grew.",
            way: WITH_CHANGES,
        }),
    },
    {
        id: "panic",
        find: either(said(/panicked at /), exits(101)),
        explain(_found, clues) {
            const panic = panicOf(clues.evidence.lines);
            const where = panic?.place === undefined ? "" : ` at ${panic.place.path}:${panic.place.line}`;
            return {
                cause: `The program panicked${where}${panic?.message ? `: ${panic.message.slice(0, 300)}` : "."}`,
                fix: `Look at that line. RUST_BACKTRACE=1 in the environment of the ${subjectOf(clues)} prints how the program came there.`,
            };
        },
    },
    {
        id: "segmentationFault",
        find: exits(139),
        explain: (_found, clues) => ({
            cause: "The program read or wrote memory that is not its own (SIGSEGV).",
            fix: `In Rust that comes of unsafe code or of a library in another language. Run the ${subjectOf(clues)} locally, and under a debugger.`,
            way: { label: "Run This Locally", command: "rustSagemaker.job.runLocal", takes: "trainingJob" },
        }),
    },
    {
        id: "abort",
        find: exits(134),
        explain: () => ({
            cause: "The program aborted (SIGABRT).",
            fix: 'A panic with panic = "abort", a panic in a panic, or a library that gave up: its last lines say which.',
        }),
    },
];
