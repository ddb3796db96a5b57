import * as z from "zod/mini";
import { INSTANCE_TYPE } from "../resourceName.ts";
import { described } from "./described.ts";

/** What images and endpoints are made for unless something else is said. */
export const USUAL_ENDPOINT_TYPE = "ml.m5.large";

const InstanceType = z.string().check(z.regex(INSTANCE_TYPE));
const text = z.string().check(z.minLength(1));
const seconds = z.int().check(z.minimum(60), z.maximum(3600));
const ids = (prefix: string) => z.array(z.string().check(z.regex(new RegExp(`^${prefix}-[0-9a-zA-Z]+$`)))).check(z.minLength(1));

const EndpointVpc = z.strictObject({
    subnets: described(ids("subnet"), "Ids of subnets, such as subnet-0123."),
    securityGroups: described(ids("sg"), "Ids of security groups, such as sg-0123."),
});

/** The block `endpoint` of sagemaker.json. */
export const EndpointSettings = z.strictObject({
    bin: described(z._default(z.string(), "serve"), "The binary that serves."),
    instanceType: described(z._default(InstanceType, USUAL_ENDPOINT_TYPE), "The instance type of endpoints."),
    instanceCount: described(z.optional(z.int().check(z.minimum(1))), "How many instances serve. By default 1; each is billed."),
    inferenceAmiVersion: described(
        z.optional(text),
        "The image of the hosts, which decides the NVIDIA driver. By default chosen by the CUDA of the container image.",
    ),
    startupTimeoutSeconds: described(z.optional(seconds), "Seconds until the container has to answer pings."),
    downloadTimeoutSeconds: described(z.optional(seconds), "Seconds that the download of the model may take."),
    volumeGib: described(
        z.optional(z.int().check(z.minimum(1), z.maximum(512))),
        "Size of each instance's volume in GiB. Instances with NVMe storage of their own refuse one.",
    ),
    volumeKmsKey: described(z.optional(text), "The KMS key that encrypts the instances' volumes."),
    vpc: described(z.optional(EndpointVpc), "The network of your own that the model's containers run in."),
    networkIsolation: described(z.optional(z.boolean()), "Lets nothing in or out of the containers but requests."),
    environment: described(
        z.optional(z.record(z.string().check(z.regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/)), z.string().check(z.maxLength(1024)))),
        "Environment variables of the containers. Whoever may describe the model can read them: no place for secrets.",
    ),
    tags: described(
        z.optional(z.record(z.string().check(z.minLength(1), z.maxLength(128)), z.string().check(z.maxLength(256)))),
        "Tags of model, endpoint config and endpoint.",
    ),
    examples: described(z.optional(z.string()), "A folder of request bodies that the panel offers, relative to this file."),
});
/** What sagemaker.json says about endpoints. */
export type EndpointSettings = z.infer<typeof EndpointSettings>;
