import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { PricingClient } from "@aws-sdk/client-pricing";
import { S3Client } from "@aws-sdk/client-s3";
import { SageMakerClient } from "@aws-sdk/client-sagemaker";
import { SageMakerRuntimeClient } from "@aws-sdk/client-sagemaker-runtime";
import { ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import { STSClient } from "@aws-sdk/client-sts";
import { recordedEndpoint } from "../host/aws/recorded.ts";

/** The SDK's own clients, as any program of a user would make them for this address. */
export function clientsOf(endpoint: string) {
    const options = {
        endpoint: recordedEndpoint(endpoint),
        region: "us-east-1",
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
        maxAttempts: 1,
    };
    return {
        sagemaker: new SageMakerClient(options),
        runtime: new SageMakerRuntimeClient(options),
        logs: new CloudWatchLogsClient(options),
        cloudwatch: new CloudWatchClient(options),
        s3: new S3Client({ ...options, forcePathStyle: true }),
        sts: new STSClient(options),
        quotas: new ServiceQuotasClient(options),
        pricing: new PricingClient(options),
    };
}
