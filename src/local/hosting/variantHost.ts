import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { errorText } from "../../core/text/errorText.ts";
import { CapacityError } from "../control/capacity.ts";
import type { HostNeeds } from "./hostNeeds.ts";
import type { Launch } from "../runners/runner.ts";
import { type HostedVariant, type InstanceRecord, logGroupOf } from "./endpointRecord.ts";
import { endOf, PortLost, reasonWith } from "./failureReason.ts";
import { freePort } from "./freePort.ts";
import { becomesHealthy } from "./healthCheck.ts";
import { type Instance, type InstanceLog, instanceDirectory, newInstanceId, runInstance } from "./instance.ts";
import { mlDirectory, startOf } from "./start.ts";
import { placeModelData } from "./modelData.ts";

/** SageMaker's own limit on the start of a container, when the variant sets none. */
const HEALTH_CHECK_SECONDS = 480;

/** Pause after the first failure; it doubles with each further one in a row. */
const BACK_OFF_MS = 500;
const LONGEST_BACK_OFF_MS = 30_000;

/** An instance that served for so long did not fail in its start. */
const STEADY_MS = 60_000;

/** So many ports may be lost to other programs in a row before it counts as a failure. */
const MOST_LOST_PORTS = 3;

const LAST_LINES = 5;

/** SageMaker's own words could not be confirmed. */
const NO_CAPACITY =
    "Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. " +
    "Please retry using a different ML instance type or after some time.";

/** What a variant tells its endpoint. */
export interface VariantEvents {
    /** Facts to keep before they are acted on, so that a later server finds what this one started. */
    keep(facts: Partial<HostedVariant>): void;
    ready(): void;
    /** It does not serve; `failures` counts those in a row. Answers whether to start another instance. */
    down(reason: string, failures: number): boolean;
}

/** Keeps one instance of a variant running until it is stopped, and starts another one, with growing pauses, when it ends. */
export class VariantHost {
    /** Where the container listens; undefined while none serves. */
    port: number | undefined;
    private readonly directory: string;
    private readonly endpointName: string;
    private hosted: HostedVariant;
    private readonly needs: HostNeeds;
    private readonly events: VariantEvents;
    private readonly stopping = new AbortController();
    private readonly life: Promise<void>;
    private instance: Instance | undefined;
    private lostPorts = 0;

    /** Takes up the instance of `hosted`, if it has one; `serving` when that was healthy already. */
    constructor(
        directory: string,
        endpointName: string,
        hosted: HostedVariant,
        serving: boolean,
        needs: HostNeeds,
        events: VariantEvents,
    ) {
        this.directory = directory;
        this.endpointName = endpointName;
        this.hosted = hosted;
        this.needs = needs;
        this.events = events;
        this.port = serving ? hosted.instance?.port : undefined;
        this.life = this.live().catch(needs.report);
    }

    get name(): string {
        return this.hosted.variant.VariantName;
    }

    get weight(): number {
        return this.hosted.variant.InitialVariantWeight;
    }

    /** Ends it for good: SIGTERM, and SIGKILL after the grace. */
    async stop(graceSeconds: number): Promise<void> {
        this.stopping.abort();
        this.instance?.stop(graceSeconds);
        await this.life;
    }

    private async live(): Promise<void> {
        await this.goOn();
        for (let failures = 0; !this.stopping.signal.aborted;) {
            const begun = performance.now();
            const reason = await this.serve(async () => this.start());
            if (this.stopping.signal.aborted || reason === undefined) {
                continue;
            }
            failures = performance.now() - begun > STEADY_MS ? 1 : failures + 1;
            if (!this.events.down(reason, failures)) {
                return;
            }
            const pause = Math.min(LONGEST_BACK_OFF_MS, BACK_OFF_MS * 2 ** (failures - 1));
            await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => {});
        }
    }

    /** Serves with the instance that an earlier server left, for as long as there is one. Its end is nobody's failure. */
    private async goOn(): Promise<void> {
        const record = this.hosted.instance;
        if (record !== undefined) {
            await this.serve(async () => this.track(record));
        }
    }

    /** Sees an instance through its life. Answers why it does not serve any more; undefined when another one is to take its place at once. */
    private async serve(begin: () => Promise<Instance>): Promise<string | undefined> {
        try {
            const instance = await begin();
            await becomesHealthy(this.name, instance, this.healthCheckMs(), (line) => this.note(instance.record, line));
            this.lostPorts = 0;
            if (!this.stopping.signal.aborted) {
                this.port = instance.record.port;
                this.events.ready();
            }
            const end = endOf(await instance.ended);
            this.note(instance.record, `${end} Another one is started.`);
            return end;
        } catch (error) {
            const another = error instanceof PortLost && ++this.lostPorts < MOST_LOST_PORTS;
            return another ? undefined : this.reasonOf(error);
        } finally {
            this.port = undefined;
        }
    }

    private async start(): Promise<Instance> {
        this.instance = undefined;
        const { signal } = this.stopping;
        const { PrimaryContainer: container } = this.hosted.model;
        const instanceType = this.hosted.variant.InstanceType;
        if (this.needs.capacity.isLacking({ purpose: "endpoint", instanceType, moment: "start" })) {
            throw new CapacityError(NO_CAPACITY);
        }
        const image = await this.needs.images.resolve(this.hosted.resolvedImage ?? container.Image ?? "");
        const model = path.join(mlDirectory(this.directory), "model");
        await placeModelData(container, model, this.needs.objects, signal);
        const record = { id: newInstanceId(), port: await freePort() };
        const launch = await image.launchOf(startOf(this.directory, this.endpointName, this.hosted, record.port));
        signal.throwIfAborted();
        this.keep({ resolvedImage: image.reference, instance: record });
        return this.track(record, launch);
    }

    private track(record: InstanceRecord, launch?: Launch): Instance {
        const directory = instanceDirectory(this.directory, record);
        const instance = runInstance(directory, record, launch, this.needs.runner, this.logOf(record), this.stopping.signal);
        this.instance = instance;
        const dimensions = { EndpointName: this.endpointName, VariantName: this.name };
        const measuring = this.needs.utilization(directory, { namespace: "/aws/sagemaker/Endpoints", dimensions });
        void instance.ended.then(() => measuring.end());
        return instance;
    }

    private keep(facts: Partial<HostedVariant>): void {
        this.hosted = { ...this.hosted, ...facts };
        this.events.keep(facts);
    }

    private logOf({ id }: InstanceRecord): InstanceLog {
        const { logs, report } = this.needs;
        return { logs, report, group: logGroupOf(this.endpointName), stream: `${this.name}/${id}` };
    }

    /** Adds a line of ours to an instance's log, but none once it is told to end. */
    private note(record: InstanceRecord, message: string): void {
        if (this.stopping.signal.aborted) {
            return;
        }
        const { logs, group, stream, report } = this.logOf(record);
        const [now, sourceEnd] = [Date.now(), logs.sourceEnd(group, stream)];
        try {
            logs.append(group, stream, [{ timestamp: now, ingestionTime: now, message, sourceEnd }]);
        } catch (error) {
            report(error); // A full disk: the line is lost, the endpoint is not.
        }
    }

    private reasonOf(error: unknown): string {
        const { record } = this.instance ?? {};
        return reasonWith(errorText(error), record === undefined ? [] : this.lastLines(record));
    }

    private lastLines(record: InstanceRecord): readonly string[] {
        const { logs, group, stream } = this.logOf(record);
        const count = logs.count(group, stream);
        const events = logs.read(group, stream, Math.max(0, count - LAST_LINES), LAST_LINES) ?? [];
        return events.map(({ message }) => message);
    }

    private healthCheckMs(): number {
        return (this.hosted.variant.ContainerStartupHealthCheckTimeoutInSeconds ?? HEALTH_CHECK_SECONDS) * 1000;
    }
}
