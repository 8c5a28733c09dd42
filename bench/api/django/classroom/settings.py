# SPDX-License-Identifier: MIT
"""The settings of the compared application, as an administrator would write them for production.

The bench gives the database, the secret and the folder by environment variables.
"""
import os

SECRET_KEY = os.environ["CLASSROOM_SECRET"]
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework",
    "classroom",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "classroom.urls"
WSGI_APPLICATION = "classroom.wsgi.application"
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if os.environ["CLASSROOM_DATABASE"].startswith("/"):
    # The bench switches the file to WAL. Django keeps SQLite's synchronous=FULL.
    DATABASE = {"ENGINE": "django.db.backends.sqlite3", "OPTIONS": {"timeout": 30}}
    DATABASE["NAME"] = os.environ["CLASSROOM_DATABASE"]
else:
    host, name = os.environ["CLASSROOM_DATABASE"].rsplit(":", 1)
    DATABASE = {"ENGINE": "django.db.backends.postgresql", "NAME": name}
    DATABASE |= {"HOST": host.removeprefix("socket="), "USER": os.environ["CLASSROOM_ROLE"]}
DATABASES = {"default": DATABASE | {"CONN_MAX_AGE": None}}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}
