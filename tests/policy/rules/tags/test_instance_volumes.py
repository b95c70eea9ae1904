from tests.policy.harness import TAGS, UNKNOWN, fails, passes, resource, secret, suite, undecided

INSTANCE = "aws:ec2/instance:Instance"

test_case = suite(
    "TAG-009",
    [
        passes("volume tags", resource(INSTANCE, {"volumeTags": TAGS})),
        passes("default tags reach the root volume", resource(INSTANCE, {}, default_tags=TAGS)),
        passes(
            "tags on each device",
            resource(INSTANCE, {"rootBlockDevice": {"tags": TAGS}, "ebsBlockDevices": [{"tags": TAGS}]}),
        ),
        passes("another type", resource("aws:ebs/volume:Volume", {})),
        fails(
            "tags of the instance do not reach its volumes", resource(INSTANCE, {"tags": TAGS}), says="rootBlockDevice"
        ),
        fails(
            "volume tags replace default tags",
            resource(INSTANCE, {"volumeTags": {"Name": "x"}}, default_tags=TAGS),
            says="volumeTags: Environment",
        ),
        fails(
            "a further device",
            resource(INSTANCE, {"rootBlockDevice": {"tags": TAGS}, "ebsBlockDevices": [{}]}),
            says="ebsBlockDevices",
        ),
        fails("secret tags", resource(INSTANCE, {"volumeTags": secret({"Owner": "hidden owner"})}), says="volumeTags"),
        undecided("not known", resource(INSTANCE, {"volumeTags": UNKNOWN}), on="volumeTags"),
        undecided("default tags not known", resource(INSTANCE, {}, default_tags=UNKNOWN), on="rootBlockDevice"),
    ],
)
