import { visibleLine } from "./terminalText.ts";

/** What an engine's plain output consists of. Steps run at the same time and are told apart by `id`. */
interface EngineLines {
    /** A step begins; `stage` is its name, or `stage-` and its number, where the engine says it. */
    readonly step: (id: string, stage: string | undefined, label: string) => void;
    /** A line of what a step prints. */
    readonly output: (id: string, text: string) => void;
    /** A line of the engine's own. */
    readonly engine: (text: string) => void;
    /** Something other than a step goes on. */
    readonly progress: (message: string) => void;
}

/** A line that is longer has lost its begin. */
const MAX_LINE = 64 * 1024;

/** An instruction may be a script. */
const MAX_LABEL = 80;

/** Cuts the output of BuildKit (`--progress=plain`) or Podman, which comes in pieces cut anywhere, into what it consists of. */
export function engineLines(lines: EngineLines) {
    let rest = "";
    let isBuildKit = false;
    let podmanStep = "";

    function readLine(raw: string): void {
        const text = visibleLine(raw);
        const [, vertex, said = ""] = /^#(\d+) (.*)$/.exec(text) ?? [];
        isBuildKit ||= vertex !== undefined;
        if (vertex !== undefined) {
            readVertex(vertex, said);
        } else if (isBuildKit || text.startsWith("Error: ")) {
            lines.engine(text);
        } else {
            readPodman(text);
        }
    }

    function readVertex(id: string, text: string): void {
        const [, stage, count = "", instruction = ""] = /^\[(?:(\S+) +)?(\d+\/\d+)\] (.*)$/.exec(text) ?? [];
        const output = /^\d+\.\d+ (.*)$/.exec(text)?.[1];
        const transferred = /^transferring context: (\S+)/.exec(text)?.[1];
        if (output !== undefined) {
            lines.output(id, output);
        } else if (count !== "") {
            lines.step(id, stage, `${stage === undefined ? "" : `${stage} `}${count}: ${instruction.slice(0, MAX_LABEL)}`);
        } else if (transferred !== undefined) {
            lines.progress(`sending the context, ${transferred}`);
        } else if (text.startsWith("exporting to ")) {
            lines.progress("storing the image");
        }
    }

    /** Podman's steps come one after another, their output without a mark. */
    function readPodman(text: string): void {
        const [step, stage, count = "", instruction = ""] = /^(?:\[(\d+)\/\d+\] )?STEP (\d+\/\d+): (.*)$/.exec(text) ?? [];
        if (step === undefined) {
            lines.output(podmanStep, text);
        } else {
            podmanStep = step;
            const name = stage === undefined ? undefined : `stage-${Number(stage) - 1}`;
            lines.step(step, name, `${count}: ${instruction.slice(0, MAX_LABEL)}`);
        }
    }

    return {
        write(text: string): void {
            const whole = (rest + text).split("\n");
            rest = (whole.pop() ?? "").slice(-MAX_LINE);
            whole.forEach(readLine);
        },
        /** Takes what the output ended with. */
        end(): void {
            readLine(rest);
            rest = "";
        },
    };
}
