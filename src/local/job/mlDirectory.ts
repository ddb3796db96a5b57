import fs from "node:fs";
import path from "node:path";
import type { CreateTrainingJobRequest } from "./createTrainingJobRequest.ts";
import { instancesOf } from "./instances.ts";

/** The one host of every job here, under the name that SageMaker gives the first one. */
export const HOST = "algo-1";

/** The root of a job's /opt/ml tree. */
export function mlDirectory(directory: string): string {
    return path.join(directory, "ml");
}

/** Where a job keeps its checkpoints. */
export function checkpointFolder(base: string, localPath = "/opt/ml/checkpoints"): string {
    return mlPaths(base).inside(localPath);
}

/** The places of a job's /opt/ml tree, whose root is `base`. */
export function mlPaths(base: string) {
    return {
        config: path.join(base, "input", "config"),
        channel: (name: string) => path.join(base, "input", "data", name),
        model: path.join(base, "model"),
        outputData: path.join(base, "output", "data"),
        failure: path.join(base, "output", "failure"),
        /** Where a path below /opt/ml is here. */
        inside: (optMlPath: string) => path.join(base, path.posix.relative("/opt/ml", optMlPath)),
    } as const;
}

/** Makes the tree of a job that is about to start: folders and configuration, but not yet the data. */
export function writeMlDirectory(base: string, request: CreateTrainingJobRequest, networkInterface: string): void {
    const paths = mlPaths(base);
    for (const folder of [paths.config, paths.channel(""), paths.model, paths.outputData, paths.inside("/opt/ml/checkpoints")]) {
        fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    }
    const write = (file: string, content: unknown): void =>
        fs.writeFileSync(path.join(paths.config, file), JSON.stringify(content));
    write("hyperparameters.json", request.HyperParameters);
    write("inputdataconfig.json", inputDataConfig(request));
    write("resourceconfig.json", resourceConfig(instancesOf(request).instanceType, networkInterface));
}

function inputDataConfig({ InputDataConfig, AlgorithmSpecification }: CreateTrainingJobRequest): object {
    return Object.fromEntries(
        InputDataConfig.map((channel) => {
            const mode = channel.InputMode ?? AlgorithmSpecification.TrainingInputMode;
            const config = {
                TrainingInputMode: mode === "FastFile" ? "File" : mode,
                S3DistributionType: channel.DataSource.S3DataSource?.S3DataDistributionType ?? "FullyReplicated",
                RecordWrapperType: channel.RecordWrapperType,
                ...(channel.ContentType !== undefined && { ContentType: channel.ContentType }),
            };
            return [channel.ChannelName, config];
        }),
    );
}

function resourceConfig(instanceType: string, networkInterface: string): object {
    return {
        current_host: HOST,
        current_instance_type: instanceType,
        current_group_name: "homogeneousCluster",
        hosts: [HOST],
        instance_groups: [{ instance_group_name: "homogeneousCluster", instance_type: instanceType, hosts: [HOST] }],
        network_interface_name: networkInterface,
        topology: null,
    };
}
