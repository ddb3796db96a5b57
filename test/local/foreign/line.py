"""The whole line through boto3, with its own waiters and paginators: data, training job, logs, metrics, model, endpoint, request.

Usage: line.py IMAGE BUCKET, with AWS_ENDPOINT_URL at Local SageMaker.
"""
import sys
import time

import boto3
from botocore.exceptions import ClientError

image, bucket = sys.argv[1:]
name = "boto3"
role = "arn:aws:iam::000000000000:role/sagemaker"
sagemaker, runtime, s3, logs, cloudwatch, sts = (
    boto3.client(service) for service in ("sagemaker", "sagemaker-runtime", "s3", "logs", "cloudwatch", "sts")
)
often = {"Delay": 1, "MaxAttempts": 30}

assert sts.get_caller_identity()["Account"] == "000000000000"

s3.create_bucket(Bucket=bucket)
s3.head_bucket(Bucket=bucket)
s3.put_object(Bucket=bucket, Key="boto3/training/größe 1.csv", Body=b"1,2\n")
s3.upload_file(__file__, bucket, "boto3/line.py")
with open(__file__, "rb") as source:
    assert s3.get_object(Bucket=bucket, Key="boto3/line.py")["Body"].read() == source.read()
listed = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="boto3/", PaginationConfig={"PageSize": 1})
assert [item["Key"] for page in listed for item in page["Contents"]] == ["boto3/line.py", "boto3/training/größe 1.csv"]
s3.delete_object(Bucket=bucket, Key="boto3/line.py")
try:
    s3.get_object(Bucket=bucket, Key="boto3/line.py")
    raise AssertionError("a deleted object was answered")
except s3.exceptions.NoSuchKey:
    pass

job = dict(
    TrainingJobName=name,
    RoleArn=role,
    AlgorithmSpecification={
        "TrainingImage": image,
        "TrainingInputMode": "File",
        "MetricDefinitions": [{"Name": "loss", "Regex": r"loss=([0-9.]+)"}],
    },
    InputDataConfig=[
        {
            "ChannelName": "training",
            "DataSource": {
                "S3DataSource": {
                    "S3DataType": "S3Prefix",
                    "S3Uri": f"s3://{bucket}/boto3/training/",
                    "S3DataDistributionType": "FullyReplicated",
                }
            },
        }
    ],
    OutputDataConfig={"S3OutputPath": f"s3://{bucket}/output"},
    ResourceConfig={"InstanceType": "ml.m5.large", "InstanceCount": 1, "VolumeSizeInGB": 1},
    StoppingCondition={"MaxRuntimeInSeconds": 60},
    Tags=[{"Key": "team", "Value": "blue"}],
)
arn = sagemaker.create_training_job(**job)["TrainingJobArn"]
try:
    sagemaker.create_training_job(**job)
    raise AssertionError("the name was taken twice")
except sagemaker.exceptions.ResourceInUse:
    pass
sagemaker.get_waiter("training_job_completed_or_stopped").wait(TrainingJobName=name, WaiterConfig=often)
described = sagemaker.describe_training_job(TrainingJobName=name)
assert described["TrainingJobStatus"] == "Completed", described
assert abs(described["CreationTime"].timestamp() - time.time()) < 60
assert [metric["MetricName"] for metric in described["FinalMetricDataList"]] == ["loss"]
jobs = sagemaker.get_paginator("list_training_jobs").paginate(NameContains=name)
assert [summary["TrainingJobName"] for page in jobs for summary in page["TrainingJobSummaries"]] == [name]
assert sagemaker.list_tags(ResourceArn=arn)["Tags"] == [{"Key": "team", "Value": "blue"}]

group = "/aws/sagemaker/TrainingJobs"
(stream,) = logs.describe_log_streams(logGroupName=group, logStreamNamePrefix=f"{name}/")["logStreams"]
events = logs.get_log_events(logGroupName=group, logStreamName=stream["logStreamName"], startFromHead=True)["events"]
assert "[metric] epoch=1 loss=0.5" in [event["message"] for event in events], events

query = {
    "Id": "loss",
    "MetricStat": {
        "Metric": {
            "Namespace": group,
            "MetricName": "loss",
            "Dimensions": [{"Name": "TrainingJobName", "Value": name}],
        },
        "Period": 60,
        "Stat": "Average",
    },
}
(result,) = cloudwatch.get_metric_data(MetricDataQueries=[query], StartTime=time.time() - 600, EndTime=time.time() + 600)["MetricDataResults"]
assert result["Values"] == [0.5], result

artifact = described["ModelArtifacts"]["S3ModelArtifacts"]
sagemaker.create_model(ModelName=name, ExecutionRoleArn=role, PrimaryContainer={"Image": image, "ModelDataUrl": artifact})
variant = {"VariantName": "AllTraffic", "ModelName": name, "InitialInstanceCount": 1, "InstanceType": "ml.m5.large"}
sagemaker.create_endpoint_config(EndpointConfigName=name, ProductionVariants=[variant])
sagemaker.create_endpoint(EndpointName=name, EndpointConfigName=name)
sagemaker.get_waiter("endpoint_in_service").wait(EndpointName=name, WaiterConfig=often)
answer = runtime.invoke_endpoint(EndpointName=name, ContentType="text/csv", Body=b"1,2,3")
assert answer["Body"].read() == b"answer to 1,2,3", answer
sagemaker.delete_endpoint(EndpointName=name)
sagemaker.get_waiter("endpoint_deleted").wait(EndpointName=name, WaiterConfig=often)
sagemaker.delete_endpoint_config(EndpointConfigName=name)
sagemaker.delete_model(ModelName=name)
try:
    runtime.invoke_endpoint(EndpointName=name, Body=b"1")
    raise AssertionError("a deleted endpoint answered")
except ClientError as error:
    assert error.response["Error"]["Code"] == "ValidationError", error.response
print("done")
