import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { endpointDefaults, projectOf } from "../../../src/core/endpoint/endpointDefaults.ts";
import { freeEndpointName } from "../../../src/core/endpoint/endpointName.ts";
import { nameFault } from "../../../src/core/resourceName.ts";
import { EndpointSettings } from "../../../src/core/workspace/projectEndpoint.ts";
import { randomOf } from "../../host/aws/faults.ts";

describe("what sagemaker.json says of endpoints", () => {
    it("becomes the values of a deployment, but for an instance type that nobody chose", () => {
        assert.deepEqual(endpointDefaults(EndpointSettings.parse({})), {});
        const vpc = { subnets: ["subnet-1"], securityGroups: ["sg-1"] };
        const settings = EndpointSettings.parse({ instanceType: "ml.g5.xlarge", volumeGib: 50, networkIsolation: true, vpc });
        assert.deepEqual(endpointDefaults(settings), {
            instanceType: "ml.g5.xlarge",
            volumeGib: 50,
            isNetworkIsolated: true,
            vpc,
        });
    });

    it("is that of the only project, or of the one that a model is named after", () => {
        const settings = EndpointSettings.parse({});
        const [iris, rose] = [
            { folder: "iris", settings },
            { folder: "rose", settings },
        ];
        assert.equal(projectOf("anything", [iris]), iris);
        assert.equal(projectOf("rose-2", [iris, rose]), rose);
        assert.equal(projectOf("tulip", [iris, rose]), undefined);
        assert.equal(projectOf("tulip", []), undefined);
    });
});

describe("the name of an endpoint", () => {
    it("F52: is one that SageMaker takes, whatever it is made of", () => {
        const random = randomOf(7);
        const taken = new Set<string>();
        for (let turn = 0; turn < 2000; turn++) {
            const length = Math.floor(random() * 90);
            const text = String.fromCodePoint(...Array.from({ length }, () => 32 + Math.floor(random() * 700)));
            const name = freeEndpointName(text, taken);
            assert.equal(nameFault(name), undefined, JSON.stringify(text));
            assert.ok(!taken.has(name));
            taken.add(name);
        }
        assert.equal(freeEndpointName("Crâte_v2", new Set()), "Crate-v2");
    });
});
