"""Turns the SAM template into plain CloudFormation, offline, so that cfn-lint sees what AWS would see.

Use: transform.py REGION TEMPLATE OUTPUT
"""

import json
import os
import sys

region, template_path, output_path = sys.argv[1:]
os.environ["AWS_DEFAULT_REGION"] = region  # the translator asks a session for its region while it is imported

import boto3
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator
from samtranslator.yaml_helper import yaml_parse

with open(template_path, encoding="utf-8") as file:
    template = yaml_parse(file)
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Serverless::Function":
        # The deployment uploads the folder and puts such an address in its place.
        resource["Properties"]["CodeUri"] = "s3://bucket/key"
try:
    # No managed policy is named in the template, so none has to be looked up.
    output = Translator({}, Parser(), boto_session=boto3.Session(region_name=region)).translate(template, {})
except InvalidDocumentException as error:
    sys.exit("\n".join([error.message, *(cause.message for cause in error.causes)]))
with open(output_path, "w", encoding="utf-8") as file:
    json.dump(output, file, indent=1)
