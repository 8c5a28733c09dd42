# SPDX-License-Identifier: MIT
"""Settings of the school's site. run.py sets the variables and makes the files; a real site has
them from its administrator (docs/django.md)."""
import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
STATE_DIR = Path(os.environ.get("SCHOOL_STATE_DIR", BASE_DIR / "var"))
SCHOOL_URL = os.environ.get("SCHOOL_URL", "http://127.0.0.1:8000")
LECTERN_URL = os.environ.get("LECTERN_URL", "http://127.0.0.1:8080")


def secret(name):
    return (STATE_DIR / name).read_text().strip()


SECRET_KEY = secret("secret_key")
DEBUG = os.environ.get("SCHOOL_DEBUG") == "1"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", SCHOOL_URL.split("//")[1].split(":")[0]]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "oauth2_provider",
    "lessons",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "school.urls"
WSGI_APPLICATION = "school.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": STATE_DIR / "school.sqlite3",
        "OPTIONS": {"timeout": 20},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LANGUAGE_CODE = "en-gb"
TIME_ZONE = os.environ.get("SCHOOL_TIME_ZONE", "Europe/Berlin")
USE_TZ = True
STATIC_URL = "/static/"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "lessons"
LOGOUT_REDIRECT_URL = "login"
# Lectern runs on another port of the same host here, and browsers keep cookies by host.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "school_session", "school_csrf"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework_simplejwt.authentication.JWTAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
}

# What the school signs as an issuer of tokens, and what Lectern's configuration names.
ISSUER = SCHOOL_URL + "/o"
if os.environ.get("SCHOOL_JWT") == "HS256":
    # SimpleJWT's default: Lectern has SECRET_KEY, too, as DJANGO_SECRET_KEY in its environment.
    SIMPLE_JWT = {"ALGORITHM": "HS256", "SIGNING_KEY": SECRET_KEY}
else:
    # Lectern fetches the public key from ISSUER/.well-known/jwks.json and knows no secret.
    SIMPLE_JWT = {
        "ALGORITHM": "RS256",
        "SIGNING_KEY": secret("signing.pem"),
        "VERIFYING_KEY": secret("signing.pub"),
        "ISSUER": ISSUER,
    }

# For Lectern's own pages: people sign in there with their account of the school.
OAUTH2_PROVIDER = {
    "OIDC_ENABLED": True,
    "OIDC_ISS_ENDPOINT": ISSUER,
    "OIDC_RSA_PRIVATE_KEY": secret("signing.pem"),
    "OAUTH2_VALIDATOR_CLASS": "lessons.tokens.Validator",
    "PKCE_REQUIRED": True,
    "SCOPES": {"openid": "who you are", "profile": "your name", "email": "your e-mail address"},
}
