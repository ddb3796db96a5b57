import { type ImageTask, purposeOfTask } from "../../core/image/build/imageTask.ts";
import type { Project } from "../../core/workspace/project.ts";
import { endingOf, isAbort } from "../ending.ts";
import type { BuildView } from "./buildView.ts";
import type { ImageBuilder } from "./imageBuilder.ts";

interface Needs {
    readonly projectOf: (signal: AbortSignal, manifest: string) => Promise<Project | undefined>;
    readonly build: ImageBuilder;
    /** Builds the image of a manifest and pushes it, watched in this view; false when the user gave up before. */
    readonly push: (view: BuildView, signal: AbortSignal, manifest: { readonly fsPath: string }) => Promise<boolean>;
    /** Tells of a failure with its way out; the view has the words only. */
    readonly report: (error: unknown) => void;
    readonly requireTrust: () => void;
    /** Ends with the extension. */
    readonly closing: AbortSignal;
}

/** Runs a task on the crate of a manifest, watched in a view, and answers the code that it exits with. */
export type RunImageTask = (task: ImageTask, manifest: string, view: BuildView) => Promise<number>;

/** Makes what runs tasks. */
export function runImageTask({ projectOf, build, push, report, requireTrust, closing }: Needs): RunImageTask {
    return async (task, manifest, view) => {
        const ended = new AbortController();
        view.begin("Reading the crate…", () => ended.abort());
        try {
            requireTrust();
            return await run(task, manifest, view, AbortSignal.any([closing, ended.signal]));
        } catch (error) {
            view.end(endingOf(error), "failed");
            if (!isAbort(error)) {
                report(error);
            }
            return 1;
        }
    };

    async function run(task: ImageTask, manifest: string, view: BuildView, signal: AbortSignal): Promise<number> {
        if (task.task === "push image") {
            return (await push(view, signal, { fsPath: manifest })) ? 0 : 1;
        }
        const project = await projectOf(signal, manifest);
        if (project === undefined) {
            return 1;
        }
        await build(project, { ...purposeOfTask(task, project), tags: task.tags, view }, () => {}, signal);
        return 0;
    }
}
