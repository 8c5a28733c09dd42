#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Signing in at an OpenID provider: the real daemon, the npm package oidc-provider, and a browser
that follows redirects and keeps cookies."""
import http.client
import os
import re
import shutil
import subprocess
import urllib.parse

import suite
from people import create_meeting, joined_socket

HERE = os.path.dirname(os.path.abspath(__file__))
PROVIDERS = os.path.join(HERE, "providers")


class Provider:
    def __init__(self, place):
        suite.need("node")
        if not os.path.isdir(os.path.join(PROVIDERS, "node_modules")):
            raise suite.Skipped(
                "tests/integration/providers/node_modules is not there "
                "(scripts/npm_ci.sh tests/integration/providers)"
            )
        self.process = subprocess.Popen(
            [shutil.which("node"), os.path.join(PROVIDERS, "provider.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        place.at_end(self.end)
        self.issuer = self.process.stdout.readline().strip()

    def serve(self, redirect_uri, *words):
        self.process.stdin.write(" ".join((redirect_uri, *words)) + "\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline().strip() == "ready"

    def log_out(self, browser):
        """The person signs out at the provider, which tells its clients before it answers."""
        status, _, page = browser.ask(self.issuer + "/session/end")
        assert status == 200, status
        secret = re.search(rb'name="xsrf" value="([0-9a-f]+)"', page).group(1).decode()
        form = {"xsrf": secret, "logout": "yes"}
        status, _, _ = browser.ask(self.issuer + "/session/end/confirm", form)
        assert status == 303, status
        # The package writes advice there, too.
        told = next(line for line in self.process.stdout if line.startswith("logout: "))
        assert told.strip() == "logout: told", told

    def end(self):
        self.process.kill()
        self.process.wait()


class Browser:
    """Cookies by host, as browsers keep them: two ports of one address share them."""

    def __init__(self):
        self.cookies = {"of_another_site": "x"}
        self.attributes = {}

    def ask(self, url, form=None):
        """Returns (status, location, body)."""
        parts = urllib.parse.urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        target = parts.path + ("?" + parts.query if parts.query else "")
        body = urllib.parse.urlencode(form) if form is not None else None
        connection.request("GET" if form is None else "POST", target, body, headers)
        response = connection.getresponse()
        for line in response.headers.get_all("Set-Cookie") or []:
            pair, _, attributes = line.partition(";")
            name, _, value = pair.partition("=")
            self.attributes[name] = attributes
            if value and "max-age=0" not in attributes.lower():
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        location = response.headers.get("Location")
        answer = response.status, location and urllib.parse.urljoin(url, location), response.read()
        connection.close()
        return answer

    def follow(self, url, until):
        """Follows redirects up to a location that begins with `until`, or to a page."""
        for _ in range(10):
            if url.startswith(until):
                return url, None
            status, location, body = self.ask(url)
            if location is None:
                assert status == 200, (url, status, body)
                return url, body
            url = location
        raise AssertionError("a circle of redirects: " + url)


class School:
    def __init__(self, place):
        self.provider = Provider(place)
        self.daemon = place.daemon(
            place.config(
                f"""[[auth.oidc_providers]]
name = "campus"
title = "Example University"
issuer = "{self.provider.issuer}"
client_id = "lectern"
client_secret = "the secret of the client"
"""
            )
        )
        self.origin = "http://" + self.daemon.ready["http"][0]
        self.callback = self.origin + "/api/auth/oidc/campus/callback"

    def to_callback(self, browser, name):
        """The address with which the provider sends this person back."""
        status, providers = self.daemon.request("GET", "/api/auth/providers")
        assert status == 200 and len(providers["providers"]) == 1, providers
        one = providers["providers"][0]
        assert (one["name"], one["title"]) == ("campus", "Example University"), one
        url, page = browser.follow(self.origin + one["start"], self.callback)
        for form in (
            {"prompt": "login", "login": name, "password": "x"},
            {"prompt": "consent"},
        ):
            if page is None:
                break
            _, location, _ = browser.ask(url, form)
            url, page = browser.follow(location, self.callback)
        assert page is None, page
        return url

    def sign_in(self, browser, name):
        status, location, _ = browser.ask(self.to_callback(browser, name))
        assert status == 303, status
        prefix = self.origin + "/signin#refresh="
        assert location.startswith(prefix), location
        refresh = location[len(prefix) :]
        status, tokens = self.daemon.request("POST", "/api/auth/refresh", {"refresh": refresh})
        assert status == 200, tokens
        return tokens


def a_person_signs_in(place):
    school = School(place)
    school.provider.serve(school.callback)
    browser = Browser()
    ada = school.sign_in(browser, "ada")
    assert ada["user"]["name"] == "Name of ada", ada
    assert ada["user"]["email"] == "ada@example.org", ada
    assert "lectern_signin" not in browser.cookies
    attributes = browser.attributes["lectern_signin"]
    assert "HttpOnly" in attributes and "SameSite=Lax" in attributes, attributes
    assert school.daemon.request("GET", "/api/me", token=ada["access"])[0] == 200
    # The same person from another browser is the same account, somebody else is not.
    assert school.sign_in(Browser(), "ada")["user"]["id"] == ada["user"]["id"]
    assert school.sign_in(Browser(), "bob")["user"]["id"] != ada["user"]["id"]
    log = "\n".join(school.daemon.log)
    assert "the secret of the client" not in log and ada["refresh"] not in log
    assert school.daemon.end() == 0


def an_answer_counts_in_its_browser_only(place):
    school = School(place)
    school.provider.serve(school.callback)
    attacker = Browser()
    url = school.to_callback(attacker, "eve")
    failed = school.origin + "/signin?failed=1"
    victim = Browser()
    assert victim.ask(url)[:2] == (303, failed)
    victim.ask(school.origin + "/api/auth/oidc/campus/start")  # with a sign-in of its own
    assert victim.ask(url)[:2] == (303, failed)
    # The attacker's own browser has it still, and once: the provider takes no code twice.
    cookies = dict(attacker.cookies)
    assert attacker.ask(url)[1].startswith(school.origin + "/signin#refresh=")
    attacker.cookies = cookies
    assert attacker.ask(url)[:2] == (303, failed)
    school.daemon.wait_for_log("sign_in_at_provider_failed")
    assert school.daemon.end() == 0


def a_provider_that_does_not_answer(place):
    school = School(place)
    school.provider.end()
    status, refused = school.daemon.request("GET", "/api/auth/oidc/campus/start")
    assert status == 503 and refused["code"] == "overloaded", refused
    status, refused = school.daemon.request("GET", "/api/auth/oidc/nobody/start")
    assert status == 404 and refused["code"] == "not-found", refused
    assert school.daemon.end() == 0


def who_is(daemon, tokens):
    return daemon.request("GET", "/api/me", token=tokens["access"])[0]


def a_logout_at_the_provider_ends_the_session(place):
    school = School(place)
    school.provider.serve(school.callback)
    here, there = Browser(), Browser()
    first, second = school.sign_in(here, "ada"), school.sign_in(there, "ada")
    meeting = create_meeting(school.daemon, first["access"])["code"]
    room, _ = joined_socket(school.daemon, first["access"], meeting)
    school.provider.log_out(here)
    assert room.until("error")["code"] == "session-ended"
    assert room.until("close") == 4401
    assert who_is(school.daemon, first) == 401
    body = {"refresh": first["refresh"]}
    assert school.daemon.request("POST", "/api/auth/refresh", body)[0] == 401
    # The other browser has a session of its own, here and at the provider.
    assert who_is(school.daemon, second) == 200
    school.provider.log_out(there)
    assert who_is(school.daemon, second) == 401
    assert school.daemon.end() == 0


def a_logout_without_a_session_ends_all(place):
    school = School(place)
    school.provider.serve(school.callback, "sub-only")
    here, there = Browser(), Browser()
    first, second = school.sign_in(here, "ada"), school.sign_in(there, "ada")
    other = school.sign_in(Browser(), "bob")
    school.provider.log_out(here)
    assert who_is(school.daemon, first) == who_is(school.daemon, second) == 401
    assert who_is(school.daemon, other) == 200
    assert school.daemon.end() == 0


def what_is_no_logout_token_is_refused(place):
    school = School(place)
    school.provider.serve(school.callback)
    ada = school.sign_in(Browser(), "ada")
    browser = Browser()
    path = school.origin + "/api/auth/oidc/campus/backchannel-logout"
    for form in ({}, {"logout_token": ""}, {"logout_token": "a.b.c"}, {"token": "x"}):
        assert browser.ask(path, form)[0] == 400, form
    assert browser.ask(path.replace("campus", "nobody"), {"logout_token": "x"})[0] == 404
    assert browser.ask(path)[0] == 405
    status, refused = school.daemon.request(
        "POST", "/api/auth/oidc/campus/backchannel-logout", {"logout_token": "x"}
    )
    assert status == 415, refused
    assert who_is(school.daemon, ada) == 200
    assert school.daemon.end() == 0


TESTS = [
    a_logout_at_the_provider_ends_the_session,
    a_logout_without_a_session_ends_all,
    what_is_no_logout_token_is_refused,
    a_person_signs_in,
    an_answer_counts_in_its_browser_only,
    a_provider_that_does_not_answer,
]

if __name__ == "__main__":
    suite.main(TESTS)
