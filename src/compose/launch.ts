import { createHash } from "node:crypto";
import { cargo as cargoCommand } from "../adapters/cargo/cargo.ts";
import { filesUnder, sha256Of } from "../adapters/workspace/files.ts";
import { readProject } from "../adapters/workspace/project.ts";
import type { TrainingJobs } from "../core/job/trainingJobs.ts";
import type { ObjectStore } from "../core/objectStore.ts";
import type { Place } from "../core/place.ts";
import type { Project } from "../core/workspace/project.ts";
import type { BuildDiagnostics } from "../editor/buildDiagnostics.ts";
import { launchTrainingJob } from "../editor/commands/launchTrainingJob.ts";
import { pushProcessImage } from "../editor/commands/pushProcessImage.ts";
import { pickProject } from "../editor/commands/pickProject.ts";
import { startLaunch } from "../editor/commands/startLaunch.ts";
import type { ImageBuilder } from "../editor/image/imageBuilder.ts";
import { findManifests } from "../editor/manifests.ts";
import { withProgress } from "../editor/progress.ts";
import { settings } from "../editor/settings.ts";
import { requireTrust } from "../editor/trust.ts";
import { vscodeAsk as ask } from "../editor/vscodeAsk.ts";

interface Needs {
    readonly place: Place;
    readonly jobsIn: (place: Place) => Promise<TrainingJobs>;
    readonly storeIn: (place: Place) => Promise<ObjectStore>;
    /** Builds container images; there is one builder for each window. */
    readonly buildImage: ImageBuilder;
    readonly diagnostics: BuildDiagnostics;
    readonly logLine: (line: string) => void;
    readonly onStarted: (jobName: string) => void;
}

/**
 * Builds the command that launches a job: the part of the composition root that reads manifests, project files and what cargo prints. It is
 * loaded with the first launch, so that activation does without it.
 */
export function launchCommand({ place, jobsIn, storeIn, buildImage, diagnostics, logLine, onStarted }: Needs) {
    const cargo = cargoCommand(settings.cargoProgram);
    const sha256OfText = (text: string) => createHash("sha256").update(text).digest("hex");
    const build = {
        process: pushProcessImage({ place, cargo, storeIn, sha256Of, sha256OfText, diagnostics, logLine }),
        container: async (project: Project, report: (message: string) => void, signal: AbortSignal) => {
            const { instanceType } = project.file.training;
            return (await buildImage(project, { purpose: "training", instanceType }, report, signal)).reference;
        },
    };
    const run = startLaunch({ place, build, storeIn, jobsIn, filesUnder, sha256Of, sha256OfText });
    const projectOf = pickProject({ cargo, manifests: findManifests, readProject, ask, question: "Train which crate?" });
    const now = () => new Date();
    return launchTrainingJob({ place, projectOf, jobsIn, run, ask, progress: withProgress, now, onStarted, requireTrust });
}
