import type { Workbench } from "../driver/workbench.ts";

/** What to answer other than the default. */
export interface Answers {
    readonly name?: string;
    readonly hyperparameters?: string;
}

/** Goes through the steps of a launch that was asked for, and answers the job's name. */
export async function answerLaunch({ quickInput }: Workbench, { name, hyperparameters }: Answers = {}): Promise<string> {
    await quickInput.waitForTitle(/\(1\/\d\)/);
    const jobName = name ?? (await quickInput.value());
    await quickInput.answer(jobName);
    const steps = Number(/\/(\d)\)/.exec(await quickInput.title())?.[1]);
    for (let step = 2; step <= steps; step++) {
        await quickInput.waitForTitle(`(${step}/${steps})`);
        // The hyperparameters stand before the run time, which is last.
        await (step === steps - 1 && hyperparameters !== undefined ? quickInput.answer(hyperparameters) : quickInput.accept());
    }
    return jobName;
}

/** Launches a job from the palette. */
export async function launchJob(workbench: Workbench, answers: Answers = {}): Promise<string> {
    await workbench.run("SageMaker: Launch Training Job…");
    return answerLaunch(workbench, answers);
}
