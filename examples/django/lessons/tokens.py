# SPDX-License-Identifier: MIT
"""What the school's tokens say about a person: SimpleJWT's access tokens, which programs send to
Lectern's API, and the ID tokens of a sign-in at Lectern's pages. Both name a person by the same
number, so Lectern makes one account of both."""
from oauth2_provider.oauth2_validators import OAuth2Validator
from rest_framework_simplejwt.serializers import TokenObtainPairSerializer
from rest_framework_simplejwt.tokens import AccessToken


def name_of(user):
    return user.get_full_name() or user.get_username()


class WithNames(TokenObtainPairSerializer):
    """Lectern shows `name` to the others in a room."""

    @classmethod
    def get_token(cls, user):
        return add_names(super().get_token(user), user)


def add_names(token, user):
    token["name"] = name_of(user)
    token["email"] = user.email
    return token


def access_token(user):
    """A token for a request to Lectern on behalf of this user; it lives for five minutes."""
    return str(add_names(AccessToken.for_user(user), user))


class Validator(OAuth2Validator):
    oidc_claim_scope = {"sub": "openid", "name": "profile", "email": "email"}

    def get_additional_claims(self, request):
        return {"name": name_of(request.user), "email": request.user.email}
