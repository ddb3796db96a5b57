import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Evidence } from "../../../src/core/failure/evidence.ts";
import { CAUSE_IDS, knownCauses } from "../../../src/core/failure/knownCauses.ts";
import { evidence, exited, phase } from "./evidence.ts";

interface Case {
    /** The sentence that names the test. */
    readonly name: string;
    readonly known: Partial<Evidence>;
    /** The rule that comes first. */
    readonly id: string;
    readonly cause: RegExp;
    /** The command of the button, where there is one. */
    readonly command?: string;
}

const ENDPOINT = { kind: "endpoint", name: "iris" } as const;
const PING =
    "The primary container for production variant AllTraffic did not pass the ping health check. Please check CloudWatch logs for this endpoint.";

const cases: readonly Case[] = [
    {
        name: "F16: a quota that is reached is told with its numbers, and more of it can be asked for",
        known: {
            reason: "ResourceLimitExceeded: The account-level service limit 'ml.g5.xlarge for training job usage' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances.",
        },
        id: "quota",
        cause: /"ml\.g5\.xlarge for training job usage" is 0 instances; 0 in use, 1 more asked for/,
        command: "rustSagemaker.quota.requestIncrease",
    },
    {
        name: "F18: missing capacity is told apart from a quota",
        known: {
            instanceType: "ml.p4d.24xlarge",
            reason: "CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.",
        },
        id: "capacity",
        cause: /no ml\.p4d\.24xlarge free.*no quota of yours/,
        command: "rustSagemaker.job.againWithChanges",
    },
    {
        name: "F55: a role that SageMaker may not assume",
        known: {
            reason: "ClientError: Could not assume role arn:aws:iam::123456789012:role/x. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role.",
        },
        id: "role",
        cause: /may not take on the execution role/,
        command: "rustSagemaker.role.choose",
    },
    {
        name: "F57: a KMS key that refuses",
        known: { reason: "ClientError: User is not authorized to perform kms:GenerateDataKey on the resource" },
        id: "kms",
        cause: /kms:GenerateDataKey/,
        command: "rustSagemaker.role.choose",
    },
    {
        name: "F58: a VPC without a way to S3",
        known: {
            reason: "ClientError: Please ensure that the subnet's route table has a route to an S3 VPC endpoint or a NAT device, both the security groups and the subnet's network ACL allow outbound traffic to S3.",
        },
        id: "vpc",
        cause: /no way to S3/,
    },
    {
        name: "a channel that names nothing in S3",
        known: {
            reason: "ClientError: Data download failed: No S3 objects found under S3 URL s3://bucket/none given in input data source.",
        },
        id: "data",
        cause: /nothing that is in S3/,
    },
    {
        name: "F105: a model without its artifact",
        known: {
            ...ENDPOINT,
            reason: "Failed to download model data for container. Could not find model data at s3://b/iris-1/output/model.tar.gz.",
        },
        id: "model",
        cause: /no model\.tar\.gz/,
    },
    {
        name: "F22: a manifest in a form that SageMaker does not take",
        known: {
            reason: "ClientError: Unsupported manifest media type application/vnd.oci.image.manifest.v1+json for image 1.dkr.ecr.us-east-1.amazonaws.com/iris",
        },
        id: "mediaType",
        cause: /form of the image's manifest/,
        command: "rustSagemaker.job.preflight",
    },
    {
        name: "F25: an image that cannot be fetched",
        known: { reason: "ClientError: Cannot find repository: please ensure that the image exists and the role can access it" },
        id: "image",
        cause: /could not fetch the image/,
    },
    {
        name: "a role that may not read",
        known: { reason: "ClientError: x is not authorized to perform: s3:ListBucket on resource y" },
        id: "denied",
        cause: /s3:ListBucket/,
        command: "rustSagemaker.role.choose",
    },
    {
        name: "F21: an image for another processor",
        known: { reason: exited(1), lines: ["exec /usr/local/bin/train: exec format error"] },
        id: "architecture",
        cause: /another processor/,
        command: "rustSagemaker.image.build",
    },
    {
        name: "F21: a file of another processor that a shell took for a script",
        known: { reason: exited(2), lines: ['/usr/local/bin/train: 1: Syntax error: "(" unexpected'] },
        id: "architecture",
        cause: /another processor/,
    },
    {
        name: "F34: an older C library than the program was built with",
        known: {
            reason: exited(1),
            lines: ["train: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.39' not found (required by train)"],
        },
        id: "glibc",
        cause: /GLIBC_2\.39/,
    },
    {
        name: "F34: a library that the image lacks",
        known: {
            reason: exited(127),
            lines: [
                "train: error while loading shared libraries: libgomp.so.1: cannot open shared object file: No such file or directory",
            ],
        },
        id: "library",
        cause: /libgomp\.so\.1/,
    },
    {
        name: "F34: a program for a GPU on an instance without one has its own text",
        known: {
            reason: exited(127),
            lines: [
                "train: error while loading shared libraries: libcuda.so.1: cannot open shared object file: No such file or directory",
            ],
        },
        id: "libcuda",
        cause: /GPU's driver.*ml\.m5\.large has none/,
    },
    {
        name: "F100: an image without a program called train",
        known: { reason: exited(127), lines: ['exec: "train": executable file not found in $PATH'] },
        id: "program",
        cause: /no program called "train"/,
    },
    {
        name: "an endpoint whose container could not be started",
        known: {
            ...ENDPOINT,
            reason: "CannotStartContainerError. Please ensure the model container for variant AllTraffic starts correctly when invoked with 'docker run <image> serve'.",
        },
        id: "program",
        cause: /no program called "serve"/,
    },
    {
        name: "F101: a program that is not executable",
        known: { reason: exited(126) },
        id: "notExecutable",
        cause: /cannot be executed/,
    },
    {
        name: "F35: PTX of a newer CUDA than the driver's",
        known: {
            reason: exited(101),
            lines: [
                "thread 'main' panicked at src/main.rs:5:1:",
                'DriverError(CUDA_ERROR_UNSUPPORTED_PTX_VERSION, "the provided PTX was compiled with an unsupported toolchain.")',
            ],
        },
        id: "cudaVersion",
        cause: /newer CUDA than the driver/,
    },
    {
        name: "F35: kernels for another GPU",
        known: { reason: exited(101), lines: ["CUDA error: no kernel image is available for execution on the device"] },
        id: "cudaKernel",
        cause: /compiled for another GPU/,
    },
    {
        name: "F117: no GPU where the program looks for one",
        known: { reason: exited(101), lines: ['DriverError(CUDA_ERROR_NO_DEVICE, "no CUDA-capable device is detected")'] },
        id: "noGpu",
        cause: /there is none on ml\.m5\.large/,
    },
    {
        name: "F117: a GPU without enough memory",
        known: { reason: exited(101), lines: ['DriverError(CUDA_ERROR_OUT_OF_MEMORY, "out of memory")'] },
        id: "gpuMemory",
        cause: /memory of the GPU/,
    },
    {
        name: "F103: a stack that overflowed",
        known: {
            reason: exited(134),
            lines: ["thread 'main' has overflowed its stack", "fatal runtime error: stack overflow, aborting"],
        },
        id: "stackOverflow",
        cause: /overflowed its stack/,
    },
    {
        name: "F84: a full disk, also where the program panicked about it",
        known: {
            reason: exited(101),
            lines: [
                "thread 'main' panicked at src/bin/train.rs:9:5:",
                'write: Os { code: 28, kind: StorageFull, message: "No space left on device" }',
            ],
        },
        id: "diskFull",
        cause: /disk of the instance is full/,
    },
    {
        name: "F103: an instruction that the CPU does not have",
        known: { reason: exited(132) },
        id: "illegalInstruction",
        cause: /instruction that the CPU/,
    },
    {
        name: "F103: a program that was killed unasked had too little memory",
        known: { reason: exited(137) },
        id: "memory",
        cause: /memory of ml\.m5\.large/,
        command: "rustSagemaker.job.againWithChanges",
    },
    {
        name: "an allocation that failed",
        known: { reason: exited(134), lines: ["memory allocation of 68719476736 bytes failed"] },
        id: "memory",
        cause: /memory/,
    },
    {
        name: "F103: a panic is told with its place and message",
        known: {
            reason: exited(101),
            lines: [
                "epoch 3",
                "thread 'main' (7) panicked at src/bin/train.rs:52:18:",
                "index out of luck",
                "note: run with `RUST_BACKTRACE=1`",
            ],
        },
        id: "panic",
        cause: /panicked at src\/bin\/train\.rs:52: index out of luck/,
    },
    {
        name: "F103: memory that is not the program's",
        known: { reason: exited(139) },
        id: "segmentationFault",
        cause: /SIGSEGV/,
        command: "rustSagemaker.job.runLocal",
    },
    { name: "F103: an abort", known: { reason: exited(134) }, id: "abort", cause: /SIGABRT/ },
    {
        name: "F106: a run time that was too short is no lack of memory",
        known: { status: "Stopped", reason: exited(137), phases: [phase("Training"), phase("MaxRuntimeExceeded")] },
        id: "maxRuntime",
        cause: /longer than it was allowed/,
    },
    {
        name: "F19: a wait for spot capacity that was too long",
        known: { status: "Stopped", phases: [phase("MaxWaitTimeExceeded")] },
        id: "maxWait",
        cause: /Spot capacity did not come/,
    },
    {
        name: "F19: a spot interruption without checkpoints",
        known: { phases: [phase("Training"), phase("Interrupted"), phase("Starting")], hasCheckpoints: false },
        id: "interrupted",
        cause: /keeps no checkpoints/,
    },
    {
        name: "F109: a server that knows no /ping",
        known: { ...ENDPOINT, reason: `${PING} The last GET /ping answered 404 in 3 ms.` },
        id: "pingNotFound",
        cause: /knows no \/ping/,
    },
    {
        name: "F110: a server that listens elsewhere",
        known: {
            ...ENDPOINT,
            reason: `${PING} The last GET /ping was cut off without an answer, as when nothing listens on port 8080 in the container.`,
        },
        id: "pingRefused",
        cause: /port 8080/,
    },
    {
        name: "F46: pings that were not answered",
        known: { ...ENDPOINT, reason: PING },
        id: "ping",
        cause: /GET \/ping with 200 in time/,
    },
    {
        name: "F36: no line after ten minutes",
        known: { ...ENDPOINT, status: "Creating", askedAt: new Date("2026-11-20T12:10:00Z") },
        id: "silent",
        cause: /never started/,
    },
    {
        name: "a job that was stopped",
        known: { status: "Stopped", reason: exited(143) },
        id: "stopped",
        cause: /was stopped before it had ended/,
        command: "rustSagemaker.job.again",
    },
];

describe("known causes", () => {
    for (const { name, known, id, cause, command } of cases) {
        it(name, () => {
            const [first] = knownCauses(evidence(known));
            assert.equal(first?.id, id);
            assert.match(first?.cause ?? "", cause);
            if (command !== undefined) {
                assert.equal(first?.way?.command, command);
            }
        });
    }

    it("has a case for each rule", () => {
        assert.deepEqual([...new Set(cases.map(({ id }) => id))].toSorted(), CAUSE_IDS.toSorted());
    });

    it("F19: an interruption of a job that keeps checkpoints explains nothing", () => {
        assert.deepEqual(knownCauses(evidence({ phases: [phase("Interrupted")], hasCheckpoints: true })), []);
    });

    it("F36: a job that is silent for less than ten minutes is not stuck", () => {
        const waiting = evidence({ status: "InProgress", askedAt: new Date("2026-11-20T12:09:00Z") });
        assert.deepEqual(knownCauses(waiting), []);
    });

    it("offers nothing that takes a training job where an endpoint failed", () => {
        const ways = cases.flatMap(({ known }) =>
            knownCauses(evidence({ ...known, ...ENDPOINT })).flatMap(({ way }) => way ?? []),
        );
        assert.deepEqual(
            ways.filter(({ takes, command }) => takes === "trainingJob" || command.includes(".job.")),
            [],
        );
        const [capacity] = knownCauses(evidence({ ...ENDPOINT, reason: "CapacityError: none" }));
        assert.equal(capacity?.way?.command, "rustSagemaker.endpoint.deploy");
    });

    it("does not speak of a job where an endpoint failed", () => {
        const ofJobsAlone = ["maxRuntime", "maxWait", "interrupted", "stopped"];
        const texts = cases
            .filter(({ id }) => !ofJobsAlone.includes(id))
            .flatMap(({ known }) => knownCauses(evidence({ ...known, ...ENDPOINT, phases: [] })))
            .flatMap(({ id, cause, fix }) => [`${id}: ${cause.replace(/"[^"]*"/g, "")}`, `${id}: ${fix}`]);
        assert.ok(texts.length > 60);
        // An artifact does come of a job.
        assert.deepEqual(
            texts.filter((text) => /\b(?:jobs?|channels?|launch)\b/i.test(text) && !text.startsWith("model: The training job")),
            [],
        );
    });

    it("takes no time over hostile lines", () => {
        const long = [
            "role ".repeat(20_000),
            "model.tar.gz".repeat(10_000),
            "a".repeat(200_000),
            "version `GLIBC_".repeat(10_000),
        ];
        const began = performance.now();
        knownCauses(
            evidence({ reason: long.join(" "), lines: Array.from({ length: 500 }, (_, index) => long[index % 4] ?? "") }),
        );
        assert.ok(performance.now() - began < 10_000);
    });
});
