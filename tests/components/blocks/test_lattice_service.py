"""Services of VPC Lattice on ECS: shares of requests, who gets in, how tasks become targets. Judged by evaluation."""

from __future__ import annotations

import copy
from fractions import Fraction
from typing import Any

import pytest
from pydantic import ValidationError

from components.patterns.container_platform import ContainerPlatformSettings
from tests.support.lattice import Call, admitted, shares
from tests.support.policies import allows
from tests.support.stacks import UNWATCHED, config
from tests.support.synth import Synthesis, synth

PRICING = "shop-lattice-pricing"
SERVICES: dict[str, Any] = {
    "web": {"paths": ["/*"]},
    "batch": {},
    "pricing": {"port": 9090},
    "pricing-next": {"port": 9090},
}
LATTICE: dict[str, Any] = {
    "services": {
        "pricing": {
            "targets": {"stable": {"service": "pricing"}, "canary": {"service": "pricing-next"}},
            "weights": {"stable": 95, "canary": 5},
            "rules": {
                "testers": {"priority": 1, "headers": {"x-canary": "1"}, "weights": {"canary": 1}},
                "old": {"priority": 2, "prefix": "/v1/", "weights": {"stable": 1}},
                "admin": {"priority": 3, "path": "/admin", "status": 404},
            },
            "callers": {
                "web": {"service": "web", "methods": ["GET"], "paths": ["/prices"]},
                "batch": {"service": "batch"},
            },
        },
        "closed": {"targets": {"only": {"addresses": ["10.0.0.9"]}}},
    }
}


def run(services: Any = SERVICES, lattice: Any = LATTICE, environment: str = "Production") -> Synthesis:
    workload = {"pattern": "container-platform", "services": services, "lattice": lattice}
    return synth(config(environment, {"shop": workload}, **UNWATCHED))


@pytest.fixture(scope="module")
def stack() -> Synthesis:
    return run()


def role(stack: Synthesis, service: str) -> str:
    return stack.named(f"shop-service-{service}-roles-task").outputs["arn"]


class TestShares:
    def test_a_canary_gets_its_share(self, stack: Synthesis) -> None:
        found = shares(stack, PRICING, Call(principal="x", path="/prices"))
        assert found == {"stable": Fraction(95, 100), "canary": Fraction(5, 100)}

    def test_testers_meet_the_canary_and_the_old_path_never_does(self, stack: Synthesis) -> None:
        tester = Call(principal="x", path="/v1/prices", headers={"X-Canary": "1"})
        assert shares(stack, PRICING, tester) == {"canary": 1}  # the first rule that fits decides
        assert shares(stack, PRICING, Call(principal="x", path="/v1/prices")) == {"stable": 1}
        assert shares(stack, PRICING, Call(principal="x", path="/admin")) == {}

    def test_taking_the_canary_back_is_one_change_in_place(self, stack: Synthesis) -> None:
        lattice = copy.deepcopy(LATTICE)
        lattice["services"]["pricing"]["weights"] = {"stable": 100, "canary": 0}
        after = run(lattice=lattice)
        found = shares(after, PRICING, Call(principal="x", path="/prices"))
        assert found == {"stable": 1, "canary": 0}
        changed = {
            urn.rpartition("::")[2]
            for urn, made in stack.by_urn.items()
            if made.custom and after.by_urn[urn].inputs != made.inputs
        }
        assert changed == {f"{PRICING}-listener"}


class TestCallers:
    @pytest.mark.parametrize(
        ("caller", "method", "path", "gets_in"),
        [
            ("web", "GET", "/prices", True),
            ("web", "GET", "/prices/7", True),
            ("web", "POST", "/prices", False),
            ("web", "GET", "/pricesecrets", False),
            ("web", "GET", "/admin", False),
            ("batch", "DELETE", "/admin", True),
            ("pricing", "GET", "/prices", False),
        ],
    )
    def test_each_caller_reaches_what_it_may(
        self, stack: Synthesis, caller: str, method: str, path: str, gets_in: bool
    ) -> None:
        call = Call(principal=role(stack, caller), method=method, path=path)
        assert admitted(stack, PRICING, call) is gets_in

    def test_other_accounts_stay_out(self, stack: Synthesis) -> None:
        stranger = role(stack, "batch").replace("123456789012", "999999999999")
        assert not admitted(stack, PRICING, Call(principal=stranger))

    def test_a_service_without_callers_lets_nobody_in(self, stack: Synthesis) -> None:
        assert not admitted(stack, "shop-lattice-closed", Call(principal=role(stack, "batch")))

    def test_what_a_caller_of_one_service_may_says_nothing_of_another(self) -> None:
        lattice = copy.deepcopy(LATTICE)
        lattice["services"]["closed"]["callers"] = {"web": {"service": "web"}}
        result = run(lattice=lattice)
        assert admitted(result, "shop-lattice-closed", Call(principal=role(result, "web"), method="POST"))
        assert not admitted(result, PRICING, Call(principal=role(result, "web"), method="POST", path="/prices"))

    def test_open_by_choice_is_seen(self) -> None:
        lattice = {"auth": "none", "services": {"pricing": {"targets": {"only": {"service": "pricing"}}}}}
        with pytest.raises(AssertionError, match="anybody gets in"):
            admitted(run(lattice=lattice), PRICING, Call(principal="x"))


class TestTargets:
    def test_tasks_become_targets_on_the_port_that_they_listen_on(self, stack: Synthesis) -> None:
        group = stack.named(f"{PRICING}-canary")
        assert (group.inputs["type"], group.inputs["config"]["port"]) == ("IP", 9090)
        service = stack.only("aws:ecs/service:Service", "shop-service-pricing-next-service").inputs
        (registered,) = service["vpcLatticeConfigurations"]
        assert registered["targetGroupArn"] == group.outputs["arn"]
        assert registered["portName"] == "pricing-next"
        attached = stack.only("RolePolicyAttachment", "shop-service-pricing-next-lattice").inputs
        assert registered["roleArn"].endswith(attached["role"])
        assert attached["policyArn"] == "arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForVpcLattice"

    def test_targets_let_lattice_in_and_nobody_else(self, stack: Synthesis) -> None:
        group = stack.named("shop-service-pricing-access-group").outputs["id"]
        rules = [r.inputs for r in stack.of_type("SecurityGroupIngressRule") if r.inputs["securityGroupId"] == group]
        assert [(rule["prefixListId"], rule["fromPort"]) for rule in rules] == [("pl-3b927c52", 9090)]

    def test_the_service_belongs_to_the_network_and_the_network_is_the_stacks(self, stack: Synthesis) -> None:
        network = stack.only("aws:vpclattice/serviceNetwork:ServiceNetwork").outputs["id"]
        members = stack.of_type("ServiceNetworkServiceAssociation")
        assert {made.inputs["serviceNetworkIdentifier"] for made in members} == {network}
        (own,) = stack.of_type("ServiceNetworkVpcAssociation")
        assert own.inputs["vpcIdentifier"] == stack.named("network-vpc").outputs["id"]
        assert own.inputs["securityGroupIds"] == [stack.named("shop-lattice-callers-group").outputs["id"]]

    def test_calls_are_logged(self, stack: Synthesis) -> None:
        log = stack.named("shop-lattice-access")
        assert log.inputs["name"].startswith("/aws/vendedlogs/")
        assert stack.only("AccessLogSubscription").inputs["destinationArn"] == log.outputs["arn"]

    def test_a_function_lets_its_target_group_alone_call_it(self) -> None:
        function = "arn:aws:lambda:us-east-1:123456789012:function:pricing"
        result = run(lattice={"services": {"pricing": {"targets": {"only": {"functionArn": function}}}}})
        permission = result.named(f"{PRICING}-only-permission").inputs
        assert permission["principal"] == "vpc-lattice.amazonaws.com"
        assert permission["sourceArn"] == result.named(f"{PRICING}-only").outputs["arn"]
        assert "config" not in result.named(f"{PRICING}-only").inputs

    def test_ecs_shifts_no_traffic_of_a_service_behind_weights(self) -> None:
        services = {**SERVICES, "pricing": {"paths": ["/p"], "deployment": {"strategy": "canary"}}}
        with pytest.raises(ValidationError, match=r"targets.stable.service pricing has deployment.strategy canary;"):
            ContainerPlatformSettings.of("Production", pattern="container-platform", services=services, lattice=LATTICE)


class TestSharing:
    def test_only_members_of_the_organization_get_into_the_network(self) -> None:
        organization = "arn:aws:organizations::123456789012:organization/o-abcdefghij"
        result = run(lattice=copy.deepcopy(LATTICE) | {"shareOrganization": organization})
        network = result.only("aws:vpclattice/serviceNetwork:ServiceNetwork").outputs["arn"]
        (policy,) = [
            made.inputs["policy"]
            for made in result.of_type("aws:vpclattice/authPolicy:AuthPolicy")
            if made.inputs["resourceIdentifier"] == network
        ]

        def gets_in(member_of: str) -> bool:
            stranger = "arn:aws:iam::210987654321:role/any"
            context = {"aws:PrincipalOrgID": member_of}
            return allows(policy, "vpc-lattice-svcs:Invoke", f"{network}/any", principal=stranger, context=context)

        assert gets_in("o-abcdefghij")
        assert not gets_in("o-0123456789")

    def test_shared_accounts_take_part_and_get_in_where_a_service_names_them(self) -> None:
        partner = "arn:aws:iam::210987654321:role/shop"
        lattice = copy.deepcopy(LATTICE) | {"shareAccounts": ["210987654321"]}
        lattice["services"]["pricing"]["callers"]["partner"] = {"principal": partner}
        result = run(lattice=lattice)
        assert result.only("aws:ram/principalAssociation:PrincipalAssociation").inputs["principal"] == "210987654321"
        shared = result.only("aws:ram/resourceAssociation:ResourceAssociation").inputs["resourceArn"]
        assert shared == result.only("aws:vpclattice/serviceNetwork:ServiceNetwork").outputs["arn"]
        assert result.only("aws:ram/resourceShare:ResourceShare").inputs["allowExternalPrincipals"] is False
        policies = [made.inputs["policy"] for made in result.of_type("aws:vpclattice/authPolicy:AuthPolicy")]
        assert sum("210987654321" in policy for policy in policies) == 2  # the network's and the service's

    def test_a_part_in_another_network_makes_none(self) -> None:
        arn = "arn:aws:vpc-lattice:us-east-1:210987654321:servicenetwork/sn-0123456789abcdef0"
        result = run(lattice={**LATTICE, "join": arn})
        assert not result.of_type("aws:vpclattice/serviceNetwork:ServiceNetwork")
        members = result.of_type("ServiceNetworkServiceAssociation")
        assert {made.inputs["serviceNetworkIdentifier"] for made in members} == {arn}


def test_a_further_service_touches_nothing_else(stack: Synthesis) -> None:
    from tests.contract.test_stability import disturbed

    lattice = copy.deepcopy(LATTICE)
    lattice["services"] = {"aaa": {"targets": {"only": {"addresses": ["10.0.0.8"]}}}, **lattice["services"]}
    larger = run(lattice=lattice)
    assert not disturbed(stack, larger)
    # The alarm that tells of the whole workload no longer names what is gone.
    assert not [
        line for line in disturbed(larger, stack) if not line.endswith("is gone") and "alarmRule lost" not in line
    ]
