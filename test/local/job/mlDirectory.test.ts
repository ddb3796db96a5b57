import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { CreateTrainingJobRequest } from "../../../src/local/job/createTrainingJobRequest.ts";
import { mlPaths, writeMlDirectory } from "../../../src/local/job/mlDirectory.ts";
import { parse } from "../../../src/local/protocol/validation.ts";
import { clientsMissing, python } from "../foreignClients.ts";
import { temporaryDirectory } from "../temporaryDirectory.ts";
import { channel, request } from "./jobs.ts";

const IMAGE = "000000000000.dkr.ecr.us-east-1.amazonaws.com/sample:1";

test("AWS's own training toolkit reads the tree of a job", { skip: clientsMissing }, () => {
    using directory = temporaryDirectory();
    const base = fs.realpathSync(directory.path);
    writeMlDirectory(base, jobRequest(), "eth7");
    fs.mkdirSync(mlPaths(base).channel("training"));
    fs.mkdirSync(mlPaths(base).channel("validation"));
    const view: Record<string, unknown> = JSON.parse(
        execFileSync(python, [path.join(import.meta.dirname, "toolkitView.py")], {
            env: { PATH: process.env["PATH"], SAGEMAKER_BASE_DIR: base, TRAINING_JOB_NAME: "job" },
            encoding: "utf8",
            stdio: ["ignore", "pipe", "ignore"],
        }),
    );
    assert.deepEqual(view, {
        hyperparameters: { epochs: 3, note: 'say "ü"' },
        channel_input_dirs: {
            training: path.join(base, "input/data/training"),
            validation: path.join(base, "input/data/validation"),
        },
        input_data_config: {
            training: { TrainingInputMode: "File", S3DistributionType: "FullyReplicated", RecordWrapperType: "None" },
            validation: {
                TrainingInputMode: "File",
                S3DistributionType: "FullyReplicated",
                RecordWrapperType: "None",
                ContentType: "text/csv",
            },
        },
        hosts: ["algo-1"],
        current_host: "algo-1",
        current_instance_type: "ml.m5.large",
        current_instance_group: "homogeneousCluster",
        network_interface_name: "eth7",
        model_dir: path.join(base, "model"),
        output_data_dir: path.join(base, "output/data"),
        job_name: "job",
    });
});

test("hyperparameters reach the program as strings, as they were given", () => {
    using directory = temporaryDirectory();
    writeMlDirectory(directory.path, jobRequest(), "eth0");
    const file = path.join(directory.path, "input/config/hyperparameters.json");
    assert.deepEqual(JSON.parse(fs.readFileSync(file, "utf8")), { epochs: "3", note: 'say "ü"' });
});

test("the resource configuration has every key that real jobs write", () => {
    using directory = temporaryDirectory();
    writeMlDirectory(directory.path, jobRequest(), "eth0");
    const config: object = JSON.parse(fs.readFileSync(path.join(directory.path, "input/config/resourceconfig.json"), "utf8"));
    assert.deepEqual(Object.keys(config).toSorted(), [
        "current_group_name",
        "current_host",
        "current_instance_type",
        "hosts",
        "instance_groups",
        "network_interface_name",
        "topology",
    ]);
});

function jobRequest(): CreateTrainingJobRequest {
    return parse(CreateTrainingJobRequest, {
        ...request("job", IMAGE),
        HyperParameters: { epochs: "3", note: 'say "ü"' },
        InputDataConfig: [channel("training"), { ...channel("validation"), ContentType: "text/csv", InputMode: "FastFile" }],
    });
}
