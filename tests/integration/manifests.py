#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The files for containers and clusters: Kubernetes' own types judge packaging/k8s, the manifests
fit each other and the daemon, and the variables in them are ones that the daemon knows."""
import glob
import json
import os
import re
import subprocess

import suite
from lecternd import DEADLINE

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CHECK = os.path.join(TOP, "tests/integration/manifests/check.mjs")
CONTAINER = os.path.join(TOP, "packaging/container")


def run_check(*words):
    if not os.path.isdir(os.path.dirname(CHECK) + "/node_modules"):
        raise suite.Skipped("scripts/npm_ci.sh tests/integration/manifests has not run")
    done = subprocess.run(
        ["node", CHECK, *words], capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


class Manifests:
    def __init__(self, place):
        self.place = place
        *self.findings, last = run_check()
        self.all = json.loads(last)

    def of(self, *kinds):
        return [one for one in self.all if one["kind"] in kinds]

    def pods(self):
        """(name, pod specification) of everything that makes pods."""
        for one in self.of("StatefulSet", "DaemonSet", "Deployment"):
            yield one["metadata"]["name"], one["spec"]["template"]["spec"]


def kubernetes_finds_nothing(manifests):
    assert not manifests.findings, "\n".join(manifests.findings)
    assert len(manifests.all) > 15, len(manifests.all)


def mistakes_are_refused(_manifests):
    assert run_check("--broken") == ["refused"] * 4


def kustomize_names_every_file(manifests):
    (kustomization,) = manifests.of("Kustomization")
    there = {os.path.basename(path) for path in glob.glob(os.path.join(TOP, "packaging/k8s/*"))}
    assert there - {"kustomization.yaml"} == set(kustomization["resources"])


def every_container_is_confined(manifests):
    for name, pod in manifests.pods():
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert pod["automountServiceAccountToken"] is False, name
        for container in pod["containers"]:
            own = container["securityContext"]
            assert own["readOnlyRootFilesystem"] and not own["allowPrivilegeEscalation"], name
            assert own["capabilities"] == {"drop": ["ALL"]}, name
            assert {"cpu", "memory"} <= set(container["resources"]["limits"]), name
            assert container["readinessProbe"] and container["livenessProbe"], name


def what_is_named_exists(manifests):
    """Volumes, ports, config maps, and the labels that services, budgets and policies look for."""
    maps = {one["metadata"]["name"] for one in manifests.of("ConfigMap")}
    keys = {one["metadata"]["name"]: set(one["stringData"]) for one in manifests.of("Secret")}
    keys["lectern-tls"] = {"tls.crt", "tls.key"}  # the operator's or cert-manager's
    for name, pod in manifests.pods():
        volumes = {one["name"]: one for one in pod["volumes"]}
        for one in manifests.of("StatefulSet"):
            if one["metadata"]["name"] == name:
                volumes |= {v["metadata"]["name"]: v for v in one["spec"]["volumeClaimTemplates"]}
        for volume in volumes.values():
            if "secret" in volume:
                known = keys[volume["secret"]["secretName"]]
                assert {i["key"] for i in volume["secret"].get("items", ())} <= known, volume
        for container in pod["containers"]:
            assert {m["name"] for m in container["volumeMounts"]} == set(volumes), name
            assert {e["configMapRef"]["name"] for e in container.get("envFrom", ())} <= maps
            ports = {one["name"] for one in container["ports"]}
            for probe in ("readinessProbe", "livenessProbe", "startupProbe"):
                for how in ("httpGet", "tcpSocket"):
                    port = container.get(probe, {}).get(how, {}).get("port")
                    assert port is None or port in ports, (name, probe, port)
    templates = [
        one["spec"]["template"]["metadata"]["labels"]
        for one in manifests.of("StatefulSet", "DaemonSet", "Deployment")
    ]
    wanted = [one["spec"]["selector"] for one in manifests.of("Service")]
    for budget in manifests.of("PodDisruptionBudget"):
        wanted.append(budget["spec"]["selector"]["matchLabels"])
    for policy in manifests.of("NetworkPolicy"):
        wanted.append(policy["spec"]["podSelector"].get("matchLabels", {}))
    for labels in wanted:
        assert any(labels.items() <= one.items() for one in templates), labels


def known_variables(place):
    done = subprocess.run(
        [place.programs.lecternd, "--print-reference"],
        capture_output=True, text=True, timeout=DEADLINE, check=True,
    )  # fmt: skip
    found = set(re.findall(r"^\| `([A-Z_]+)` \|", done.stdout, re.M))
    with open(os.path.join(TOP, "docs/configuration.md"), encoding="utf-8") as page:
        assert found <= set(re.findall(r"`([A-Z_]+)`", page.read()))
    # The mail section and the tokens take these; the last two are those of a web front end.
    return found | {
        "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_HOST_USER",
        "EMAIL_HOST_PASSWORD", "DEFAULT_FROM_EMAIL", "DJANGO_SECRET_KEY", "REDIS_URL",
        "NEXT_PUBLIC_DJANGO_API_BASE_URL", "NEXT_PUBLIC_SIGNALING_URL",
    }  # fmt: skip


def every_variable_is_known(manifests):
    known = known_variables(manifests.place)
    used = set()
    for one in manifests.of("ConfigMap"):
        used |= set(one["data"])
    for _, pod in manifests.pods():
        for container in pod["containers"]:
            used |= {e["name"] for e in container.get("env", ())} - {"POD_IP", "PGDATA"}
    for path in glob.glob(CONTAINER + "/*.yaml") + [CONTAINER + "/Containerfile"]:
        with open(path, encoding="utf-8") as file:
            used |= set(re.findall(r"\b(LECTERN_[A-Z_0-9]+)[:=]", file.read()))
    with open(CONTAINER + "/.env.example", encoding="utf-8") as file:
        example = set(re.findall(r"^([A-Z_]+)=", file.read(), re.M))
    used |= example
    used = {one for one in used if not one.startswith("POSTGRES_")} - {"LECTERN_IMAGE"}
    assert used <= known, used - known
    # The older stack's, all of them.
    for name in ("JWT_SECRET", "TURN_SECRET", "TURN_REALM", "EXTERNAL_IP", "EMAIL_HOST",
                 "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "DEFAULT_FROM_EMAIL",
                 "DJANGO_SECRET_KEY", "NEXT_PUBLIC_DJANGO_API_BASE_URL",
                 "NEXT_PUBLIC_SIGNALING_URL"):  # fmt: skip
        assert name in example, name


def a_daemon_takes_the_example(manifests):
    """Variables that are empty in .env.example count as not set."""
    with open(CONTAINER + "/.env.example", encoding="utf-8") as file:
        pairs = dict(re.findall(r"^([A-Z_]+)=(.*)$", file.read(), re.M))
    pairs.pop("LECTERN_IMAGE")
    daemon = manifests.place.daemon(environment=pairs)
    status, site = daemon.request("GET", "/api/site")
    assert status == 200 and site["name"] == "Example School", site
    unused = [line for line in daemon.log if "not used" in line and "NEXT_PUBLIC" not in line]
    assert not unused, unused
    assert daemon.end() == 0


def every_service_of_compose_has_limits(_manifests):
    for path in glob.glob(CONTAINER + "/compose*.yaml"):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        services = re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", text.split("services:\n")[1], re.M)
        assert services, path
        for name, body in services:
            for key in ("mem_limit", "cpus", "pids_limit", "restart"):
                assert f"\n    {key}:" in body, (path, name, key)
            if name == "lectern":
                for key in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true"):
                    assert key in body, (path, key)


suite.main(
    [
        kubernetes_finds_nothing,
        mistakes_are_refused,
        kustomize_names_every_file,
        every_container_is_confined,
        what_is_named_exists,
        every_variable_is_known,
        a_daemon_takes_the_example,
        every_service_of_compose_has_limits,
    ],
    together=Manifests,
)
